//! Each rule with what it finds and the nearest things it leaves alone. Every value is made up.

mod marked;

use convlog_guard::{Part, Rule, scan_json};
use marked::{finds, leaves};

#[test]
fn telephone_numbers() {
    finds(
        Rule::Phone,
        &[
            "Caller «+44 7700 900123» asked for a callback",
            "Looking up «07700 900123» and «+49 (0)30 901820»",
            "Call me at «(212) 555-0187» or «212-555-0187 x12»",
            "Dialling «2125550123» now",
            "«0049 30 901820», «06 12 34 56 78», «98765 43210»",
            "GET /lookup?number=«%2B442079460018» 404",
            "«5551234567» is my phone number",
            "«\u{660}\u{667}\u{667}\u{660}\u{660} \u{669}\u{660}\u{660}\u{661}\u{662}\u{663}» is my phone",
            "phone «0\u{200b}7\u{200b}7\u{200b}0\u{200b}0\u{200b}9\u{200b}0\u{200b}0\u{200b}1\u{200b}2\u{200b}3»",
            r#"payload {\"mobile\": \"«\u0030770 0900123»\"}"#,
        ],
    );
    leaves(&[
        "Order 4471234567 shipped, tracking 1Z999AA10123456784",
        "request 6f9619ff-8b86-4011-b42d-00cf4fc964ff took 1234567 us",
        "call CA0123456789abcdef0123456789abcdef started 1735725600123",
        "2025-01-01 10:00:00,123 INFO 200 404 500 302 418 200",
        "price 1,234,567.89 total 1234567 ratio 0.127758",
        "Version/4.0.5 Mobile/8B116 Safari/6532.25.6",
        "kernel: [0000400000 - 0000a0be94] TEXT DATA",
        "isbn 978-3-16-148410-0, order_id=07700900123",
    ]);
}

#[test]
fn addresses_of_mail_and_machines() {
    finds(
        Rule::Email,
        &["mail «ada@example.org», please", "?to=«ada%40example.org»&x=1", "«a\u{200b}da@example.org» wrote"],
    );
    finds(
        Rule::IpAddress,
        &["from «192.0.2.44»:8080", "Login from «2001:db8::ff00:42:8329» at 10:00:00", "http://«198.51.100.7»/index"],
    );
    leaves(&[
        "v1.2.3.4 version 1.20.30.40 Chrome/120.0.6.1 rv:1.9.5.20",
        "127.0.0.1 255.255.255.0 std::fmt at 10:20:30",
        "an @ alone, me@localhost",
    ]);
}

#[test]
fn cards_and_accounts() {
    finds(
        Rule::PaymentCard,
        &["paid with «4111 1111 1111 1111» exp 12/27", "paid with «4111111111111111»", "card «3782-822463-10005»"],
    );
    finds(
        Rule::Iban,
        &["to «DE89 3704 0044 0532 0130 00» today", "«GB82WEST12345698765432»", "src_«DE89370400440532013000»_x"],
    );
    leaves(&[
        "paid with 4111 1111 1111 1112",
        "order 4111111111111111",
        "DE89 3704 0044 0532 0130 01",
        "8f27-be994a91c16a took 63.41 ms",
    ]);
}

#[test]
fn national_numbers() {
    finds(
        Rule::NationalId,
        &[
            "SSN «078-05-1120», nino «AB 12 34 56 C»",
            "NHS number «943 476 5919»",
            "CPF «111.444.777-35» e CNPJ «11.444.777/0001-61»",
            "DNI «12345678Z», NIE «X1234567L», «ABCPE1234F»",
            "The caller's national id is «200607A401F»",
            "verified by my_number «037401785648»",
        ],
    );
    leaves(&["the customer id is 772110201", "7.00alpha2 at 11:23:33.943736Z", "part 12345678A"]);
}

#[test]
fn dates_of_birth() {
    finds(
        Rule::BirthDate,
        &[
            "born on «7 March 1984» in May",
            "my date of birth is «07/03/1984»",
            "geboren am «7. M\u{e4}rz 1984»",
            "n\u{e9}e le «7 mars 1984»",
            "Customer born «19840307» is eligible",
            "my birthday is «the nineteenth of March nineteen seventy-seven» and more",
        ],
    );
    leaves(&["The meeting is on 7 March 2024", "appointment on 2024-03-07 at 14:30", "may I have your date of birth"]);
}

#[test]
fn places() {
    finds(
        Rule::Postcode,
        &["unknown postal code '«27598»'", "deliver to postcode «SW1A 1AA»", "?postcode=«823700» 200 in 1033.6 ms"],
    );
    finds(
        Rule::Address,
        &[
            "no result for address '«High Street 12, 10115 Anytown»'",
            "Address: «12 High Street, Anytown»",
            "ADR;TYPE=home:«12 High Street, Anytown»",
        ],
    );
    leaves(&["error code 27598", "the address is wrong", "slot AB12 free"]);
}

#[test]
fn names() {
    finds(
        Rule::Name,
        &[
            "hi, my name is «Ada de la Cruz» and I",
            "Customer(first_name='«Ada»', surname='«Lovelace»')",
            "customer '«Ada Lovelace»' not found",
            "Lookup name=«Ada Lovelace» found nothing",
            "Customer name: «Dr. Ada Lovelace»",
        ],
    );
    leaves(&[
        "function_name=Lookup host_name=alpha",
        "the file name is Config",
        "name=lookup",
        "provider_name: Acme Telecom",
    ]);
}

#[test]
fn secrets() {
    finds(
        Rule::Secret,
        &[
            "Authorization: «Bearer abcDEF123456ghi»",
            "sent Basic «dXNlcjpwYXNzd29yZA==»",
            "«eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl»",
            "https://«user:pa%4055»@db.example.com/x?token=«abc123def»",
            "-> «-----BEGIN PRIVATE KEY----- MIIB1234 -----END PRIVATE KEY-----»",
            "key provided: «AKIAABCDEFGHIJKLMNOP»",
            "password=«hunter2!»",
        ],
    );
    leaves(&[
        "prompt_tokens=1234 next_page_token=abcdef123",
        "the basic idea is plain",
        "password: null",
        "skip-tests sk-learn",
    ]);
}

#[test]
fn said_digits() {
    finds(
        Rule::SpokenDigits,
        &["it is «zero seven seven zero oh nine double zero» thanks", "ja «null eins sieben sieben null null neun»"],
    );
    leaves(&["two thousand five hundred and thirty seven", "one or two of three"]);
}

#[test]
fn numbers_by_which_a_firm_knows_somebody() {
    finds(
        Rule::Reference,
        &[
            "customer number «7002419935» was read back",
            "claim opened under policy «HOM-7741902-B»",
            "numéro client «66004128», n.º de utente «000 112 447»",
            "Kundennummer «7002419935» erkannt",
            "patient id «0048-812»",
        ],
    );
    leaves(&["members imported: 10482", "policy version 3 applied", "customer id 66004128", "order number 66004128"]);
}

#[test]
fn vehicles_and_devices() {
    finds(
        Rule::Device,
        &[
            "tow requested for VIN «1M8GDM9AXKP042788», keys inside",
            "Fahrzeug mit Kennzeichen «XQ-AB 4071» steht",
            "«AB-000-CD» (immatriculation relue)",
            "IMEI «490154203237518» reported stolen",
            "modem «00:00:5E:00:53:5E» restarted",
            "router with serial «QX7-88120044» offline",
            "recovery for «BD51 SMR», hazard lights on",
        ],
    );
    leaves(&[
        "sha256 fingerprint 9F:1C:22:AB:00:5E:41:77",
        "vehicle identified as Corsa 1.2 SE",
        "IMEI lookup service 503",
        "train ICE 1601",
    ]);
}

#[test]
fn places_on_earth() {
    finds(
        Rule::Location,
        &[
            "caller at lat=«51.50735» lon=«-0.12775»",
            "picked up at «35.67500,139.75600»",
            "geo:«52.36050,4.88250»;u=25",
        ],
    );
    leaves(&["nearest shop at 51.50735, -0.12775", "confidence 0.97630", "prices 40.78 and 73.96"]);
}

#[test]
fn keys_that_were_pressed() {
    let pointers =
        |json: &str| scan_json(json).into_iter().map(|place| (place.pointer, place.rule)).collect::<Vec<_>>();
    for key in ["Digits", "dtmf", "keypad_input", "touches", "toetsen"] {
        assert_eq!(pointers(&format!(r#"{{"{key}": "4812#"}}"#)), [(format!("/{key}"), Rule::Keys)], "{key}");
    }
    assert_eq!(pointers(r#"{"num_digits": "4", "max_digits": 12, "digits": "many"}"#), []);
}

#[test]
fn codes_that_are_used_once() {
    finds(
        Rule::Secret,
        &[
            "texted one-time code «593820», valid for ten minutes",
            "the code it sent me is «four one seven nine»",
            "código de verificación «518823» enviado",
            "Ihr Einmalcode lautet «4829»",
            "customer spoke MPIN «3 9 0 2»",
        ],
    );
    leaves(&["error code 27598", "code NOEL10 refused", "status code 4040", "postal code checked"]);
}

#[test]
fn credentials_to_their_end() {
    finds(
        Rule::Secret,
        &[
            "sent Token «9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b» again",
            "Authorization: «ApiKey es9f8e7d6c5b4a39281706»",
            "channel_access_token=«jpEx4mpleT0ken/abc+def==» sent",
            "nuova password dettata al cliente: «Tramonto!92»",
            "memorable word heard as '«pumpernickel»'",
        ],
    );
    leaves(&["token usage 1234", "password reset requested", "the bot said hello", "password: {password}"]);
}

#[test]
fn mail_addresses_that_are_said() {
    finds(
        Rule::Email,
        &[
            "it is «ada dot lovelace at example dot org» please",
            "mi correo es «ada punto lovelace arroba example punto com»",
            "«ada underscore l at example dot co dot uk»",
        ],
    );
    leaves(&["arrived at example.org", "meet at noon", "look at this dot"]);
}

#[test]
fn a_neutral_member_is_what_the_message_says() {
    let pointers = |json| scan_json(json).into_iter().map(|place| place.pointer).collect::<Vec<_>>();
    assert_eq!(pointers(r#"{"content": "Dialing", "value": 33261910466}"#), ["/value"]);
    assert_eq!(pointers(r#"{"content": "Date of birth", "value": "1984-03-07"}"#), ["/value"]);
    assert_eq!(pointers(r#"{"content": "Order placed", "value": 33261910466}"#), Vec::<String>::new());
    assert_eq!(pointers(r#"{"d_o_b": "1984-03-07", "sort_code": "20-00-00"}"#), ["/d_o_b", "/sort_code"]);
}

#[test]
fn names_of_firms_works_and_places_are_nobodys() {
    leaves(&[
        "Weitergeleitet an Elektro Brandner GmbH & Co. KG",
        "now playing Billie Jean by Michael Jackson",
        "7 apartamentos em Vila Madalena",
        "reason: Line Busy",
        "call forwarded to Main Reception",
    ]);
}

#[test]
fn what_stands_in_json_is_read_by_its_keys() {
    let json = r#"{
        "customer": {"name": "Ada Lovelace", "address": {"line1": "12 High Street", "city": "Anytown", "country": "GB"}},
        "provider": {"name": "Acme Telecom"}, "contact": {"type": "phone", "value": "442079460018"},
        "phone_verified": true, "phone_type": "mobile", "order_id": "447700900123", "duration_ms": 1234567890,
        "timestamp": "2025-01-01T10:00:00.123456Z", "call_sid": "CA0123456789abcdef0123456789abcdef", "pin": 1234,
        "lead": {"name": "Grace Hopper", "email": "grace@example.org"}, "tokens": 4711, "api_key": "abc123def456"
    }"#;
    let found: Vec<_> = scan_json(json).into_iter().map(|place| (place.pointer, place.part, place.rule)).collect();
    let whole = |pointer: &str, rule| (pointer.to_owned(), Part::Whole, rule);
    let expected = [
        whole("/customer/name", Rule::Name),
        whole("/customer/address/line1", Rule::Address),
        whole("/customer/address/city", Rule::Address),
        whole("/contact/value", Rule::Phone),
        whole("/pin", Rule::Secret),
        whole("/lead/name", Rule::Name),
        whole("/lead/email", Rule::Email),
        whole("/api_key", Rule::Secret),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_name_beside_a_telephone_number_is_a_persons() {
    let pointers = |json| scan_json(json).into_iter().map(|place| place.pointer).collect::<Vec<_>>();
    assert_eq!(pointers(r#"{"name": "Ada Lovelace", "phone": "+442079460018"}"#), ["/name", "/phone"]);
    assert_eq!(pointers(r#"{"customer": "Ada", "client": "Chrome", "user": "Grace Hopper"}"#), ["/customer", "/user"]);
    assert_eq!(pointers(r#"{"name": "Main Menu", "steps": 4}"#), Vec::<String>::new());
}
