//! The rules: one file each. `numbers` hands groups of digits to those that read digits.

pub(crate) mod acting;
pub(crate) mod address;
pub(crate) mod addressed;
pub(crate) mod birth_date;
pub(crate) mod card;
mod check;
pub(crate) mod email;
pub(crate) mod greeted;
pub(crate) mod iban;
pub(crate) mod introduced;
pub(crate) mod ip;
pub(crate) mod lived_at;
pub(crate) mod national;
pub(crate) mod numbers;
pub(crate) mod person;
pub(crate) mod phone;
pub(crate) mod postcode;
pub(crate) mod secret;
pub(crate) mod spoken;
pub(crate) mod street;
pub(crate) mod written;
