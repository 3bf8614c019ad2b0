mod clients;
mod kinds;
mod links;
mod of;
