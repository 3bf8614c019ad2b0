mod clients;
mod hostile;
mod links;
mod lists;
mod races;
mod rules;
mod watched;
