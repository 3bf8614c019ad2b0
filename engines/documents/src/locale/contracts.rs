super::words! {
    /// The words of a contract that do not come from its template.
    ContractWords:
    language: "en", "es", "fr";
    prepared_for: "Prepared for", "Preparado para", "Préparé pour";
    reference: "Reference", "Referencia", "Référence";
    page: "Page", "Página", "Page";
    of: "of", "de", "sur";
    message: "Message", "Mensaje", "Message";
    signature: "Signature", "Firma", "Signature";
    signed_electronically: "Signed electronically", "Firmado electrónicamente", "Signé électroniquement";
    signed_by: "Signed by", "Firmado por", "Signé par";
    contact: "Contact", "Contacto", "Contact";
    date: "Date and time", "Fecha y hora", "Date et heure";
    address: "IP address", "Dirección IP", "Adresse IP";
    unsigned: "Not yet signed", "Pendiente de firma", "En attente de signature";
    unsigned_hint: "This agreement takes effect once it has been signed.",
        "Este contrato entra en vigor una vez firmado.",
        "Ce contrat prend effet une fois signé.";
}
