//! The many names that values stand under and the sentences they stand in, each with its nearest counter-examples. Every
//! value is made up.

use convlog_guard::{Rule, scan_json, scan_named, scan_text};

/// Checks that a value is personal as a whole under each of the names.
fn under(rule: Rule, value: &str, names: &str) {
    for name in names.split_whitespace() {
        let found: Vec<_> = scan_named(name, value).into_iter().map(|found| (found.range, found.rule)).collect();
        assert_eq!(found, [(0..value.len(), rule)], "{name}: {value}");
    }
}

/// Checks that a value is nobody's under any of the names.
fn not_under(value: &str, names: &str) {
    for name in names.split_whitespace() {
        assert_eq!(scan_named(name, value), [], "{name}: {value}");
    }
}

/// Checks texts in which the parts between `«` and `»` are to be found, by this rule and nothing else by any.
fn finds(rule: Rule, texts: &[&str]) {
    for marked in texts {
        let text = marked.replace(['«', '»'], "");
        let expected: Vec<&str> = marked.split('«').skip(1).filter_map(|rest| rest.split('»').next()).collect();
        let found = scan_text(&text);
        let parts: Vec<&str> = found.iter().map(|found| &text[found.range.clone()]).collect();
        assert_eq!(parts, expected, "{marked}");
        assert!(found.iter().all(|found| found.rule == rule), "{marked}: {found:?}");
    }
}

fn leaves(texts: &[&str]) {
    for text in texts {
        assert_eq!(scan_text(text), [], "{text}");
    }
}

#[test]
fn national_numbers_by_name() {
    under(
        Rule::NationalId,
        "46045428",
        "drivers_license driving_licence driverLicense driver_licence_number residence_permit residence_permit_no workPermit \
         identity_card identityCardNumber id_card health_card health_card_number insurance_card medicare_card \
         passport_no passportNr travel_document travel_document_number id_document_number identity_document \
         identity_document_number numero_documento_identidad documento_identidad carte_identite carta_identita \
         permis_de_conduire licencia_conducir tax_file_number taxFileNumber citizen_service_number social_security \
         social_insurance_number numero_secu securite_sociale voter_card snils nin mykad npwp cccd reisepassnummer \
         rijbewijsnummer paszport prawo_jazdy dowod_osobisty tessera_sanitaria medicaid ghana_card national_identity",
    );
    under(Rule::NationalId, "1EG4-TE5-MK73", "mbi medicare_number medicareNo");
    not_under("46045428", "document_number documentId line file_size service_number report_card order_card build_file");
    not_under("RX 12", "residence_permit drivers_license");
    not_under("1250.50", "social_security national_insurance_number pension_id");
    not_under("lic-2024-0001", "license software_license product_permit");
}

#[test]
fn national_numbers_by_form_and_word() {
    finds(
        Rule::NationalId,
        &[
            "driver's license «D1234567» was scanned",
            "driving licence «MORGA657054SM9IJ» on file",
            "identity card «CA00000AA1» on file",
            "tax file number «123 456 782» on file",
            "residence permit «RX1234567» expires soon",
            "citizen service number «111222333» is right",
            "kept «HEGG560427MVZRRL04» today",
            "kept «S1234567D» and «131052-308T» today",
            "kept «15070649C103» today",
            "kept «12.345.678-5» today",
            "kept «756.1234.5678.97» and «20-12345678-6» today",
            "kept «736028/5163» today",
        ],
    );
    leaves(&[
        "kept HEGG560427MVZRRL05 today",
        "kept S1234567E and 131052-308U today",
        "kept 15070649C104 today",
        "kept 12.345.678-4 today",
        "kept 756.1234.5678.98 and 20-12345678-7 today",
        "kept 736028/5164 today",
        "license ABC1234567 renewed for the build",
        "document 4604542812 rendered",
        "the user's license ABC1234567 was renewed",
        "SKU S1234567 in batch 131052-308",
    ]);
}

#[test]
fn names_by_name() {
    under(
        Rule::Name,
        "Ada Lovelace",
        "name_on_card nameOnCard name_as_on_passport account_holder_name accountHolderName birth_name beneficiary_name \
         next_of_kin nextOfKin next_of_kin_name emergency_contact emergency_contact_name on_behalf_of onBehalfOf \
         spoke_with booked_by bookedBy referred_by care_of signatory witness guardian legal_guardian landlord consignee \
         debtor pax pax_name lead_passenger occupant guarantor nominee name_first nameLast apellido_paterno \
         apellidoMaterno nom_de_famille nom_naissance nom_usage nome_social nome_mae geburtsname rufname zuname \
         roepnaam geboortenaam meisjesnaam kontoinhaber versicherungsnehmer mieter ansprechpartner titulaire huesped \
         titular destinatario intestatario pasajero passageiro paziente pacjent imie_nazwisko",
    );
    not_under(
        "Main Menu",
        "file_name screen_name_on font_family_first created_by updated_by powered_by step_by sorted_by lock_holder_type \
         payment_on_card handled_with place_of_origin",
    );
    not_under("__getattr__ Call", "f.name l.name");
    not_under("Redis", "lock_holder tenant lead member callers customers");
    not_under("job-17 42", "booked_by on_behalf_of signatory");
}

#[test]
fn names_in_sentences() {
    finds(
        Rule::Name,
        &[
            "Spoke with «Ada Lovelace» about the order",
            "calling on behalf of «Grace Brewster Hopper», who is away",
            "no booking for customer «Ada Lovelace» today",
            "patient «Ada K. Lovelace» has arrived",
            "talked to «Mrs Lovelace» and «Dr. Hopper»",
            "transferring «Herr Lovelace» to sales",
            "the guest «Ada Lovelace»'s room is ready",
        ],
    );
    leaves(&[
        "Spoke with Customer Service about the order",
        "on behalf of Acme Logistics GmbH",
        "on behalf of the United Nations",
        "Customer Success Plan was renewed",
        "the customer Success Team was told",
        "the guest Wifi Network is down",
        "the patient Intake Form was sent",
        "the passenger Name Record was read",
        "Speaking with Delta Airlines",
        "MR 1234 merged, Dr. failed, MS Office started",
        "the customer asked for Monday",
        "the customer Berlin office called",
        "caller Module.Lookup failed, caller get_name Failed Again",
    ]);
}

#[test]
fn addresses_by_name() {
    under(
        Rule::Address,
        "12 Mill Road",
        "address_line_1 addressLine1 addr_line_2 street_name streetLine home_address mailingAddress registered_address \
         delivery_addr domicile place_of_residence direccion_envio adresse_livraison endereco_entrega \
         indirizzo_spedizione ship_to deliverTo bill_to ulica rua avenida wohnanschrift rechnungsadresse woonadres",
    );
    not_under("Kitchen Display 3", "ship_to deliver_to send_to");
    not_under("order 3 in kitchen", "ship_to deliver_to");
    not_under("3 items left", "ship_to deliver_to");
    not_under("0x7fff5fbff8c0 in Main", "physical_address address_line base_address");
    not_under("bits of a 32-bit location", "address_into address-of direccion_ip adresse_mac");
    not_under("in the second row", "line log_line command_line command_line_1 error_lines");
    let inside: Vec<_> =
        scan_json(r#"{"address": {"address_line": "The Old Mill", "huisnummer": "12b"}, "piso": "3b"}"#)
            .into_iter()
            .map(|place| (place.pointer, place.rule))
            .collect();
    let expected = [("/address/address_line", Rule::Address), ("/address/huisnummer", Rule::Address)];
    assert_eq!(inside, expected.map(|(pointer, rule)| (pointer.to_owned(), rule)));
}

#[test]
fn addresses_in_sentences() {
    finds(
        Rule::Address,
        &[
            "deliver to «12 Mill Road», thanks",
            "she lives at «7b Old Mill Lane, Anytown» now",
            "a driver for «1600 North 5th Avenue» is late",
            "leave it at «12 rue de la Gare» please",
            "entrega en «calle Mayor 12» hoy",
            "pedido para «Rua Augusta, 1500» hoje",
        ],
    );
    leaves(&[
        "The Road is long and the street is wet",
        "version 2 Main Street was released",
        "we met on Mill Road",
        "took 12 Retries Road",
        "error 12345678 Mill Road",
        "in 12 steps down the lane",
        "rue the day 12 times",
    ]);
}
