super::words! {
    /// The words of invoices and statements.
    BillWords:
    language: "en", "es", "fr";
    page: "Page", "Página", "Page";
    of: "of", "de", "sur";
    invoice: "Invoice", "Factura", "Facture";
    statement: "Statement", "Estado de cuenta", "Relevé de compte";
    account: "Account", "Cuenta", "Compte";
    date: "Date", "Fecha", "Date";
    due_date: "Due date", "Vencimiento", "Échéance";
    period: "Period", "Período", "Période";
    auto_pay: "Automatic payment", "Pago automático", "Paiement automatique";
    tax_id: "Tax ID", "ID fiscal", "N° fiscal";
    description: "Description", "Descripción", "Description";
    quantity: "Qty", "Cant.", "Qté";
    months: "Months", "Meses", "Mois";
    unit_price: "Unit price", "Precio", "Prix unit.";
    amount: "Amount", "Importe", "Montant";
    subtotal: "Subtotal", "Subtotal", "Sous-total";
    taxes: "Taxes", "Impuestos", "Taxes";
    sub_account: "Sub account", "Subcuenta", "Sous-compte";
    sub_accounts: "Sub accounts", "Subcuentas", "Sous-comptes";
    total: "Invoice total", "Total de la factura", "Total de la facture";
    previous_balance: "Previous balance", "Saldo anterior", "Solde précédent";
    credits: "Payments and credits", "Pagos y abonos", "Paiements et avoirs";
    amount_due: "Amount due", "Importe a pagar", "Montant à payer";
    no_lines: "No charges", "Sin cargos", "Aucun frais";
    usage: "Data usage", "Consumo de datos", "Consommation de données";
    unlimited: "no cap", "sin límite", "sans plafond";
    over_cap: "over the cap", "por encima del límite", "au-delà du plafond";
    messages: "Messages", "Mensajes", "Messages";
    void: "Void", "Anulada", "Annulée";
    paid: "Paid", "Pagada", "Payée";
    detach: "Please detach here and return with your payment",
        "Separe por aquí y devuelva con su pago",
        "À détacher et à joindre à votre paiement";
    remit_to: "Remit to", "Enviar el pago a", "Paiement à adresser à";
    amount_enclosed: "Amount enclosed", "Importe adjunto", "Montant joint";
    opening_balance: "Opening balance", "Saldo inicial", "Solde initial";
    closing_balance: "Closing balance", "Saldo final", "Solde final";
    kind: "Type", "Tipo", "Type";
    debit: "Charges", "Cargos", "Débit";
    credit: "Credits", "Abonos", "Crédit";
    balance: "Balance", "Saldo", "Solde";
    activity: "Total", "Total", "Total";
    no_entries: "Nothing was charged or paid in this period.",
        "No hubo cargos ni pagos en este período.",
        "Aucune opération sur cette période.";
    ageing: "Age of the balance", "Antigüedad del saldo", "Ancienneté du solde";
    current: "Current", "Al corriente", "Non échu";
    days: "days", "días", "jours";
    kind_invoice: "Invoice", "Factura", "Facture";
    kind_charge: "Charge", "Cargo", "Frais";
    kind_payment: "Payment", "Pago", "Paiement";
    kind_discount: "Discount", "Descuento", "Remise";
    kind_refund: "Refund", "Reembolso", "Remboursement";
    kind_reversal: "Reversal", "Reversión", "Annulation";
    kind_void: "Voided invoice", "Factura anulada", "Facture annulée";
    kind_adjustment: "Adjustment", "Ajuste", "Ajustement";
}

impl BillWords {
    /// The days that a prorated line pays for: `12 of 31 days`.
    pub(crate) fn prorated(&self, days: u32, of_days: u32) -> String {
        match self.language {
            "fr" => format!("{days} jours sur {of_days}"),
            _ => format!("{days} {} {of_days} {}", self.of, self.days),
        }
    }
}
