//! The words, by what they say: small ASCII letters without accents, as names and sentences are read.

use super::*;

/// Words that say the same, separated by blanks. A word of several groups says what each says.
pub(crate) const GROUPS: &[(Says, &str)] = &[
    (
        PHONE,
        "ani callback callbacknumber callerid callernumber cell cellnumber cellphone cellular cellulare celular \
         cli contactnumber ddi e164number fax faxnumber gsm handy handynummer homephone landline mobiel mobil \
         mobile mobileno mobilenumber mobilephone mobilnummer movil msisdn phone phonecall phoneno phonenum \
         phonenumber phones portable rufnummer smartphone tel tele telefon telefone telefonnr telefonnumber \
         telefonnummer telefono telefonszam telefoonnummer telephone telephonenumber telno telnr tlf tlfn whatsapp \
         workphone",
    ),
    (
        CALL,
        "anrufe anrufen appeler appelez appelle bel bellen bereikbaar call called caller calling calls chiama \
         chiamami chiamare contact contacto contacts contato contatto dial dialed dialer dialing dialled dialling \
         erreichbar erreichen hotline joindre kontakt liga ligar ligue llamada llamadas llamame llamar llame \
         rappeler rappelez reach reached ring ringup ruf rufen sms text texted texting",
    ),
    (EMAIL, "correo courriel email emailaddr emailaddress emailid emails epost mail mailaddress mails"),
    (WHICH_NAME, "christian family first fore full given last legal maiden middle nick preferred sur"),
    (NAME, "imie naam name names namn navn nom nome"),
    (
        PERSONAL_NAME,
        "achternaam apellido apellidos callername cardholdername clientname cognome contactname customername \
         efternamn efternavn etternavn familienname familyname firstname fname forename fornamn fornavn fullname \
         geburtsname givenname guestname kundenname lastname lname maidenname membername middlename nachname \
         nazwisko nickname nombre nombrecompleto nombres nomecompleto passengername patientname prenom \
         recipientname sobrenome surname username voornaam vorname",
    ),
    (
        PERSON,
        "accountholder anrufer applicant attendee attendees beneficiary booker borrower buyer callee caller \
         callers cardholder child children claimant client cliente contact contacts customer customers driver \
         employee employees father guest guests holder individual insured kin klant kunde lead leads member \
         members mother paciente parent parents participant participants passenger passengers patient patiente \
         patients payee payer people person persona persons policyholder recipient relative relatives resident \
         sender shopper siblings spouse student subscriber tenant tenants traveler traveller user users usuario \
         utente visitor",
    ),
    (
        BIRTH_DATE,
        "bday birthdate birthday birthdt datanascimento datanascita datenaissance dateofbirth ddn dob \
         fechanacimiento fodelsedatum geboortedatum geburtsdatum geburtstag",
    ),
    (
        BORN,
        "birth born fodd geb geboorte geboren geburt nacida nacido nacimiento nacio naissance nascida nascido \
         nascimento nascita nata nato nee urodzona urodzony",
    ),
    (
        TIME,
        "created date dates datetime datum day deadline ended epoch expiration expires expiry fecha hour hours \
         modified scheduled since started time timestamp ts uhrzeit until updated when year zeit",
    ),
    (
        POSTCODE,
        "cep codepostal codigopostal eircode pincode plz postalcode postcode postcodes postleitzahl zip zipcode \
         zipplus4",
    ),
    (POSTAL, "post postal postale"),
    (
        ADDRESS,
        "addr address address1 address2 addresses addressline addressline1 addressline2 adr adres adresse \
         anschrift billingaddress calle direccion domicilio endereco homeaddress indirizzo line1 line2 logradouro \
         rue shippingaddress straat strasse street street1 street2 streetaddress wohnort",
    ),
    (
        TECHNICAL,
        "base bind bitcoin btc bus contract eth hardware host listen mac memory peer physical pointer program \
         proxy server url virtual wallet web",
    ),
    (
        IP,
        "clientip dstip forwarded hostip ip ipaddr ipaddress ips ipv4 ipv6 peer remote remoteaddr remoteaddress \
         remoteip sourceip srcip xforwardedfor",
    ),
    (
        CARD,
        "amex card cardno cardnumber cards carta cartao carte cc ccnum ccnumber creditcard creditcardnumber \
         debitcard karte kartennummer kreditkarte mastercard pan tarjeta visa",
    ),
    (
        NATIONAL,
        "aadhaar aadhaarnumber aadhar adhaar afm ahv amka asmenskodas ausweis avs bsn burgerservicenummer bvn \
         cedula citizenid cnic cnp cnpj codicefiscale cpf cpr cprnummer cuil cuit curp dni driverlicense egn \
         emiratesid emso fiscalcode fodselsnummer henkilotunnus hetu hkid idcard identitynumber idnr idnumber \
         insee iqama isikukood itin jmbg jumin kennitala kimlik ktp licencenumber mynumber nationalid \
         nationalidnumber nationalinsurance nhs nhsnumber nie nif nik nino ninumber nir nric oib pancard pannumber \
         passport passportnumber personalausweis personalid personalnumber personnumber personnummer pesel philsys \
         pps ppsn reisepass rijksregisternummer rodnecislo rrn rut rvnr samordningsnummer sin socialsecurity \
         socialsecuritynumber sofi sozialversicherungsnummer ssn sss steuerid steueridentifikationsnummer \
         steueridnr steuernummer svnr tajszam taxid taxnumber taxpayer tckimlik tckimlikno tckn tfn tin uidai",
    ),
    (
        OF_STATE,
        "citizen civil drivers driving fiscal fiscale gov government govt health identification \
         identifikationsnummer identitat identity insurance licence license medicare national ni permit personal \
         securite security seguridad social socialnumber steuer tax voter",
    ),
    (
        SECRET,
        "accesscode accesskey accesstoken apikey apisecret apitoken authorization authtoken bearer clientsecret \
         contrasena cookie cookies credential credentials dbpassword encryptionkey haslo idtoken jwt kennwort \
         motdepasse pass passcode passphrase passwd password passwort privatekey proxyauthorization pwd \
         refreshtoken secret secretaccesskey secretkey secrets securitycode senha sessiontoken setcookie \
         signingkey wachtwoord webhooksecret xapikey",
    ),
    (PIN, "csc cvc cvc2 cvv cvv2 onetimecode onetimepassword otp pin totp"),
    (KEY, "key keys"),
    (
        SECRET_KIND,
        "2fa access api auth confirmation deploy encryption hmac master mfa onetime private reset security signing \
         verification verify",
    ),
    (CODE, "code codes codice codigo kode"),
    (TOKEN, "token"),
    (
        ID,
        "account accountnumber acct asin auftrag barcode batch bestellnummer booking bookingid build callsid \
         checksum claim commande commit confirmationnumber contractnumber conversationid correlation correlationid \
         cursor customerid digest ean etag factura facture fingerprint gtin guid hash iccid id ids idx imei imsi \
         index invoice invoiceid isbn issue job kundennummer lot md5 messageid mrn next nonce nummernschild offset \
         order orderid page parcel payment pedido pnr policy rechnungsnummer ref reference referenz refund request \
         requestid reservation revision rid sendung sendungsnummer seq sequence serial session sessionid sha sha1 \
         sha256 shipment sid sku slot span spanid task ticket ticketid trace traceid tracking transaction \
         transactionid tx txn upc userid uuid vorgangsnummer",
    ),
    (
        MEASURE,
        "amount android attempt attempts avg balance bitrate budget byte bytes capacity chrome column confidence \
         coordinate coordinates coords cost count delay distance dollar dollars duration elapsed epochs eur euro \
         euros firefox firmware fps gb gbp gecko geo height hz inr interval items iteration iterations kb lat \
         latency latitude len length limit line lineno linux lng lon longitude max mb mean memorybytes micros \
         millis min minute minutes ms nanos ns p50 p90 p95 p99 patch percent percentage pid pixels points port \
         ports price px qty quantity rate ratio records release retries retry revenue row rows rv safari salary \
         samplerate score sec second seconds secs seed semver size steps subtotal sum temperature threshold tid \
         timeout tokens took total ttl units uptime us usd v1 v2 v3 ver version weight width windows",
    ),
    (
        ABOUT,
        "allowed available body carrier changed channel check class collected confirmed consent country domain \
         enabled error errors exists expired field fields flag format found kind label lang language locale lookup \
         masked match matched matches missing mode model optin pattern preference present provider reason regex \
         region required result results rule rules schema source state status strength subject template timezone \
         type used valid validated verified",
    ),
    (NUMBER, "no nr num number numbers numeri numero numeros nummer"),
    (
        FILLER,
        "alt alternate alternative current data digits e164 emergency entered formatted home input international \
         local main national new normalised normalized old original personal plain primary raw secondary spoken \
         str string the val value values work your",
    ),
    (END_OF_CALL, "callee caller destination dnis from inbound origin originator outbound to"),
    (
        THING,
        "action agent app application bot branch brand bucket business button campaign category cluster command \
         company component database dataset db department device display division doctor entity env environment \
         event experiment feature file flow function group host hotel intent layer location logger method metric \
         model module node organisation organization package page param parameter pipeline place plan process \
         product project queue repo repository restaurant role screen script service shop short skill step store \
         stream supplier table tag team thread tool topic var variable variant vendor voice",
    ),
    (IBAN, "bankaccount bankaccountnumber iban ibannumber kontonummer"),
    (BARE_ID, "id identifier ids no nr num number nummer uid"),
    (
        ADDRESS_PART,
        "apartment apt area bairro building cidade citta city ciudad colonia complement county district flat floor \
         house line line1 line2 line3 locality municipality neighborhood neighbourhood ort plaats postal province \
         region stad stadt street suburb town unit village ville ward",
    ),
    (
        PAGING,
        "bos cache cached completion continuation count cursor delta end eos foreign idempotency input max min \
         next num object output pad page pagination partition prev previous primary prompt public reasoning resume \
         routing s3 sort start stop sync total unk",
    ),
    (MINE, "my"),
    (
        SOMEONE,
        "anrufer cardholder cliente contact customer guest insured kunde paciente passenger patient policyholder \
         traveler traveller",
    ),
    (
        SAID_DIGIT,
        "aat aath acht alti atta atte bes bir cero chaar chah char che chhah chhe cinci cinco cinq cinque ctyri \
         cuatro cztery delapan deux devet do doi dois dokuz dort dos drei drie dua duas due dve dwa dziewiec een \
         egy eight ein eins ek empat en enam ett fem fire five four fuenf funf fyra go hachi harom hat het huit \
         ichi iki jeden jedna kahdeksan kaksi ketto kilenc kolme ku kuusi kyu lima meia nana nau negen negy nelja \
         neuf neun ni nine niner nio nol noll nolla noua nought nove nueve nul nula null nulla nyolc o ocho oh \
         oito one opt osiem osm ot otte otto paanch panch patru pet piec quatre quatro quattro rei roku saat san \
         sapte sase sat satu sechs sedm sei seis seitseman sekiz seks sembilan sept sest sete sette seven sex shi \
         shichi shoonya shunya sieben siedem siete sifar sifir six sju sunya syv szesc teen three tiga to tre trei \
         tres tri trois trzy tujuh tva twee two uc um uma un una une uno unu vier viisi vijf yedi yhdeksan yksi \
         yon zero zes zeven zwei zwo",
    ),
    (
        SAID_PAIR,
        "catorce diez dix doce douze eighteen eleven elf fifteen fourteen nineteen once onze quatorze quince \
         quinze seize seventeen sixteen ten thirteen trece treize twelve zehn zwolf",
    ),
    (
        SAID_TENS,
        "cincuenta cinquante cuarenta eighty fifty forty ninety noventa ochenta quarante sesenta setenta seventy \
         sixty soixante thirty treinta trente twenty veinte vingt vingts",
    ),
    (SAID_TWICE, "doble dobro doppel doppio double dubbel"),
    (SAID_THRICE, "dreifach treble triple"),
    (SAID_BETWEEN, "and dash e er et hyphen then uh um und y"),
    (
        SAID_OF_DATE,
        "cent cents dritte dritten dritter eighteenth eighth eleventh erste ersten erster fifteenth fifth first \
         fourteenth fourth hundred mil mille nineteenth ninth novecentos novecientos premier primeiro primero \
         primo second seventeenth seventh sixteenth sixth tenth third thirteenth thirtieth thousand twelfth \
         twentieth zweite zweiten zweiter",
    ),
    (
        MONTH,
        "abr abril ago agosto aout apr april aprile aug august augusti augustus avril czerwca dec december \
         decembre dez dezember dezembro dic dicembre diciembre ene enero feb febbraio febrero februar februari \
         february fev fevereiro fevrier gennaio giugno grudnia jan janeiro januar januari january janvier juillet \
         juin jul julho juli julio july jun june junho juni junio kwietnia lipca listopada luglio lutego maart \
         maerz maggio mai maio maj maja mar marca march marco mars marz marzo may mayo mei nov november novembre \
         novembro noviembre oct october octobre octubre okt oktober ottobre out outubro pazdziernika sep sept \
         september septembre septiembre set setembro settembre sierpnia stycznia wrzesnia",
    ),
    (
        INTRODUCES,
        "address adres adress adresse appelle chamo chiamo direccion endereco heet heisse heter indirizzo llamo \
         naam name nazywam nombre nome",
    ),
    (
        BLANK,
        "admin agent anonymous assistant bot caller customer default empty fail failed false guest hidden human \
         invalid masked missing na nil no none null ok passed private redacted restricted success system test true \
         unavailable undefined unknown user yes",
    ),
];
