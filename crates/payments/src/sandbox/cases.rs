//! The test numbers. The table in the crate's README repeats them for people; a test compares the two.

use crate::Outcome;

/// What a test number does.
#[derive(Debug, PartialEq)]
pub(super) enum Behaviour {
    Approved,
    Declined(&'static str),
    /// Not taken in the first place.
    Refused(&'static str),
    /// Charged, but the answer is lost.
    LostAfter,
    /// Lost on the first try, approved on the second.
    LostBefore,
    /// Never charged, and the answer is nonsense.
    Unreadable,
}

/// A test number.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) number: &'static str,
    /// Goes into the token.
    pub(super) name: &'static str,
    pub(super) behaviour: Behaviour,
}

const fn case(number: &'static str, name: &'static str, behaviour: Behaviour) -> Case {
    Case { number, name, behaviour }
}

pub(super) const CARDS: &[Case] = &[
    case("4242424242424242", "approved", Behaviour::Approved),
    case("4111111111111111", "approved", Behaviour::Approved),
    case("5555555555554444", "approved", Behaviour::Approved),
    case("378282246310005", "approved", Behaviour::Approved),
    case("6011111111111117", "approved", Behaviour::Approved),
    case("30569309025904", "approved", Behaviour::Approved),
    case("3530111333300000", "approved", Behaviour::Approved),
    case("4000000000000002", "declined", Behaviour::Declined("The card was declined.")),
    case("4000000000009995", "insufficient", Behaviour::Declined("The card has insufficient funds.")),
    case("4000000000000069", "expired", Behaviour::Declined("The card has expired.")),
    case("4000000000000127", "cvc", Behaviour::Refused("The security code of the card is not right.")),
    case("4000000000005001", "lostafter", Behaviour::LostAfter),
    case("4000000000006009", "lostbefore", Behaviour::LostBefore),
    case("4000000000007007", "unreadable", Behaviour::Unreadable),
];

pub(super) const BANK_ACCOUNTS: &[Case] = &[
    case("000123456789", "bankapproved", Behaviour::Approved),
    case("000111111113", "bankclosed", Behaviour::Declined("The bank account is closed.")),
    case("000111111116", "bankunknown", Behaviour::Declined("The bank account does not exist.")),
    case("000222222227", "bankinsufficient", Behaviour::Declined("The bank account has insufficient funds.")),
    case("000333333335", "bankrefusal", Behaviour::Declined("The bank account does not allow debits.")),
    case("000444444001", "banklostafter", Behaviour::LostAfter),
    case("000444444002", "banklostbefore", Behaviour::LostBefore),
    case("000444444003", "bankunreadable", Behaviour::Unreadable),
];

impl Case {
    pub(super) fn of_card(number: &str) -> Option<&'static Self> {
        CARDS.iter().find(|case| case.number == number)
    }

    pub(super) fn of_bank(number: &str) -> Option<&'static Self> {
        BANK_ACCOUNTS.iter().find(|case| case.number == number)
    }

    /// `sandbox_token_approved_3f5a...`
    pub(super) fn token(&self, unique: &str) -> String {
        format!("sandbox_token_{}_{unique}", self.name)
    }

    pub(super) fn of_token(token: &str) -> Option<&'static Self> {
        let (name, unique) = token.strip_prefix("sandbox_token_")?.split_once('_')?;
        let is_hex = unique.bytes().all(|byte| byte.is_ascii_hexdigit());
        CARDS.iter().chain(BANK_ACCOUNTS).find(|case| is_hex && case.name == name)
    }

    pub(super) fn refusal(&self) -> Option<&'static str> {
        match self.behaviour {
            Behaviour::Refused(message) => Some(message),
            _ => None,
        }
    }

    pub(super) fn is_unreadable(&self) -> bool {
        self.behaviour == Behaviour::Unreadable
    }

    pub(super) fn is_lost_before(&self) -> bool {
        self.behaviour == Behaviour::LostBefore
    }

    pub(super) fn is_lost_after(&self) -> bool {
        self.behaviour == Behaviour::LostAfter
    }

    /// What happens to a charge that arrives.
    pub(super) fn outcome(&self, transaction_id: String) -> Outcome {
        match self.behaviour {
            Behaviour::Declined(message) => {
                Outcome::Declined { transaction_id: Some(transaction_id), message: message.into() }
            }
            _ => Outcome::Approved { transaction_id, message: "Approved".into() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::luhn;

    #[test]
    fn every_test_number_is_documented_and_could_be_a_card() {
        let readme = include_str!("../../README.md");
        for case in CARDS.iter().chain(BANK_ACCOUNTS) {
            assert!(readme.contains(case.number), "{} is not in the README", case.number);
        }
        for case in CARDS {
            assert!(luhn(case.number), "{}", case.number);
        }
    }

    #[test]
    fn a_token_leads_back_to_what_it_does_and_holds_no_number() {
        for case in CARDS.iter().chain(BANK_ACCOUNTS) {
            let token = case.token("00ff00ff00ff00ff");
            assert_eq!(Case::of_token(&token).unwrap().behaviour, case.behaviour);
            assert!(!token.contains(case.number));
        }
        for token in ["", "sandbox_token_", "sandbox_token_other_00", "sandbox_token_approved_xyz", "tok_1"] {
            assert!(Case::of_token(token).is_none(), "{token}");
        }
    }
}
