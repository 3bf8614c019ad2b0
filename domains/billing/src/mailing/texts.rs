//! The texts that Fairlead comes with, in its languages.

use fairlead_documents::Locale;
use fairlead_documents::Locale::{En, Es, Fr};

use super::Kind;
use super::message_templates::Text;

/// The built-in text of a kind of mail.
pub(super) fn built_in(kind: Kind, locale: Locale) -> Text {
    let (subject, middle) = parts(kind, locale);
    let greeting = match locale {
        En => "Hello {{contact_name}},",
        Es => "Hola, {{contact_name}}:",
        Fr => "Bonjour {{contact_name}},",
    };
    let account = match locale {
        En => "Account",
        Es => "Cuenta",
        Fr => "Compte",
    };
    Text {
        subject: subject.into(),
        body: format!(
            "<p>{greeting}</p>\n{middle}\n<p>{{{{company_name}}}}<br>{account} {{{{account_id}}}}, {{{{account_name}}}}</p>"
        ),
    }
}

fn parts(kind: Kind, locale: Locale) -> (&'static str, &'static str) {
    match locale {
        En => english(kind),
        Es => spanish(kind),
        Fr => french(kind),
    }
}

fn english(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Invoice => (
            "Invoice {{invoice_id}} from {{company_name}}",
            "<p>Your invoice {{invoice_id}} of {{invoice_date}} is attached.</p>\n\
             <p>Amount due: <b>{{amount_due}}</b><br>Please pay by: {{due_date}}</p>",
        ),
        Kind::PaymentReceipt => (
            "Receipt for your payment to {{company_name}}",
            "<p>Thank you. We have received your payment.</p>\n\
             <p>Amount: <b>{{payment_amount}}</b><br>Date: {{payment_date}}<br>Paid by: {{payment_type}}<br>\
             Payment number: {{payment_id}}</p>",
        ),
        Kind::InvoiceOverdue => (
            "Invoice {{invoice_id}} is past due",
            "<p>Your invoice {{invoice_id}} was due on {{due_date}}, and <b>{{amount_due}}</b> is still open. \
             If you have paid in the meantime, please disregard this message.</p>",
        ),
        Kind::AccountDelinquent => (
            "Your account with {{company_name}} is overdue",
            "<p>Your account has an overdue balance. It comes to <b>{{balance_due}}</b>. Please pay it soon, so that your \
             service is not interrupted.</p>",
        ),
        Kind::AutoPayDeclined => (
            "Your automatic payment was declined",
            "<p>We could not collect <b>{{payment_amount}}</b> on {{payment_date}} with the payment method on file. Please \
             check it, or pay in another way.</p>",
        ),
        Kind::CardExpires => (
            "Your card expires next month",
            "<p>The card that pays your invoices automatically expires next month. Please give us its new date or another \
             payment method, so that your payments go on.</p>",
        ),
        Kind::UsageNearCap => (
            "You have used most of your data",
            "<p>You have used {{data_used}} of the {{data_cap}} that the present period includes.</p>",
        ),
        Kind::UsageAtCap => (
            "You have used all of your data",
            "<p>You have used {{data_used}}. The present period includes {{data_cap}}.</p>",
        ),
        Kind::TopOff => (
            "Data was added to your account",
            "<p>{{data_added}} were added to the present period of your account. They will be on your next invoice.</p>",
        ),
    }
}

fn spanish(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Invoice => (
            "Factura {{invoice_id}} de {{company_name}}",
            "<p>Adjuntamos su factura {{invoice_id}} del {{invoice_date}}.</p>\n\
             <p>Importe a pagar: <b>{{amount_due}}</b><br>Fecha límite de pago: {{due_date}}</p>",
        ),
        Kind::PaymentReceipt => (
            "Recibo de su pago a {{company_name}}",
            "<p>Gracias. Hemos recibido su pago.</p>\n\
             <p>Importe: <b>{{payment_amount}}</b><br>Fecha: {{payment_date}}<br>Forma de pago: {{payment_type}}<br>\
             Número de pago: {{payment_id}}</p>",
        ),
        Kind::InvoiceOverdue => (
            "La factura {{invoice_id}} está vencida",
            "<p>Su factura {{invoice_id}} venció el {{due_date}} y quedan <b>{{amount_due}}</b> por pagar. Si ya la ha \
             pagado, no tenga en cuenta este mensaje.</p>",
        ),
        Kind::AccountDelinquent => (
            "Su cuenta con {{company_name}} tiene pagos atrasados",
            "<p>Su cuenta tiene un saldo atrasado de <b>{{balance_due}}</b>. Páguelo pronto para que su servicio no se \
             interrumpa.</p>",
        ),
        Kind::AutoPayDeclined => (
            "Su pago automático fue rechazado",
            "<p>No pudimos cobrar <b>{{payment_amount}}</b> el {{payment_date}} con la forma de pago registrada. \
             Compruébela o pague de otra manera.</p>",
        ),
        Kind::CardExpires => (
            "Su tarjeta caduca el próximo mes",
            "<p>La tarjeta que paga sus facturas de forma automática caduca el próximo mes. Indíquenos su nueva fecha u otra \
             forma de pago para que sus pagos continúen.</p>",
        ),
        Kind::UsageNearCap => (
            "Ha usado la mayor parte de sus datos",
            "<p>Ha usado {{data_used}} de los {{data_cap}} que incluye el período actual.</p>",
        ),
        Kind::UsageAtCap => (
            "Ha usado todos sus datos",
            "<p>Ha usado {{data_used}}. El período actual incluye {{data_cap}}.</p>",
        ),
        Kind::TopOff => (
            "Se añadieron datos a su cuenta",
            "<p>Se añadieron {{data_added}} al período actual de su cuenta. Figurarán en su próxima factura.</p>",
        ),
    }
}

fn french(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Invoice => (
            "Facture {{invoice_id}} de {{company_name}}",
            "<p>Vous trouverez ci-joint votre facture {{invoice_id}} du {{invoice_date}}.</p>\n\
             <p>Montant à payer : <b>{{amount_due}}</b><br>À payer avant le : {{due_date}}</p>",
        ),
        Kind::PaymentReceipt => (
            "Reçu de votre paiement à {{company_name}}",
            "<p>Merci. Nous avons bien reçu votre paiement.</p>\n\
             <p>Montant : <b>{{payment_amount}}</b><br>Date : {{payment_date}}<br>Moyen de paiement : {{payment_type}}<br>\
             Numéro du paiement : {{payment_id}}</p>",
        ),
        Kind::InvoiceOverdue => (
            "La facture {{invoice_id}} est échue",
            "<p>Votre facture {{invoice_id}} était à payer le {{due_date}} et il reste <b>{{amount_due}}</b> à régler. Si \
             vous avez payé entre-temps, ne tenez pas compte de ce message.</p>",
        ),
        Kind::AccountDelinquent => (
            "Votre compte chez {{company_name}} est en retard de paiement",
            "<p>Votre compte présente un solde en retard de <b>{{balance_due}}</b>. Merci de le régler rapidement, afin que \
             votre service ne soit pas interrompu.</p>",
        ),
        Kind::AutoPayDeclined => (
            "Votre paiement automatique a été refusé",
            "<p>Nous n’avons pas pu prélever <b>{{payment_amount}}</b> le {{payment_date}} avec le moyen de paiement \
             enregistré. Merci de le vérifier ou de payer autrement.</p>",
        ),
        Kind::CardExpires => (
            "Votre carte expire le mois prochain",
            "<p>La carte qui paie vos factures automatiquement expire le mois prochain. Merci de nous indiquer sa nouvelle \
             date ou un autre moyen de paiement, afin que vos paiements continuent.</p>",
        ),
        Kind::UsageNearCap => (
            "Vous avez utilisé la plus grande partie de vos données",
            "<p>Vous avez utilisé {{data_used}} sur les {{data_cap}} que comprend la période en cours.</p>",
        ),
        Kind::UsageAtCap => (
            "Vous avez utilisé toutes vos données",
            "<p>Vous avez utilisé {{data_used}}. La période en cours comprend {{data_cap}}.</p>",
        ),
        Kind::TopOff => (
            "Des données ont été ajoutées à votre compte",
            "<p>{{data_added}} ont été ajoutés à la période en cours de votre compte. Ils figureront sur votre prochaine \
             facture.</p>",
        ),
    }
}

/// How a payment was made, in words.
pub(super) fn payment_type(locale: Locale, r#type: &str) -> &'static str {
    match (locale, r#type) {
        (En, "cash") => "cash",
        (En, "check") => "check",
        (En, "wire") => "bank transfer",
        (En, "credit card") => "card",
        (En, "echeck" | "ach") => "bank account",
        (Es, "cash") => "efectivo",
        (Es, "check") => "cheque",
        (Es, "wire") => "transferencia",
        (Es, "credit card") => "tarjeta",
        (Es, "echeck" | "ach") => "cuenta bancaria",
        (Fr, "cash") => "espèces",
        (Fr, "check") => "chèque",
        (Fr, "wire") => "virement",
        (Fr, "credit card") => "carte",
        (Fr, "echeck" | "ach") => "compte bancaire",
        (_, "paypal") => "PayPal",
        (En, _) => "other",
        (Es, _) => "otra",
        (Fr, _) => "autre",
    }
}

/// The name of the file of an invoice.
pub(super) fn pdf_name(locale: Locale, invoice_id: i64) -> String {
    let word = match locale {
        En => "invoice",
        Es => "factura",
        Fr => "facture",
    };
    format!("{word}-{invoice_id}.pdf")
}
