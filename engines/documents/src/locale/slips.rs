super::words! {
    /// The words of deposit slips.
    SlipWords:
    title: "Deposit slip", "Comprobante de depósito", "Bordereau de remise";
    number: "Number", "Número", "Numéro";
    deposit_to: "Deposit to", "Depositar en", "Remise à";
    closed_on: "Closed on", "Cerrado el", "Clos le";
    checks: "Checks", "Cheques", "Chèques";
    check_number: "Check no.", "N.º de cheque", "N° de chèque";
    payer: "Received from", "Recibido de", "Reçu de";
    reference: "Reference", "Referencia", "Référence";
    cash: "Cash", "Efectivo", "Espèces";
    wires: "Wires", "Transferencias", "Virements";
    others: "Other payments", "Otros pagos", "Autres paiements";
    count: "Count", "Cantidad", "Nombre";
    total: "Total deposit", "Total del depósito", "Total de la remise";
    signature: "Signature of the depositor", "Firma del depositante", "Signature du déposant";
    receipt: "Receipt of the bank", "Recibo del banco", "Reçu de la banque";
}
