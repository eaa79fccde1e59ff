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
    (
        WHICH_NAME,
        "chosen christian family first fore full given last legal maiden maternal materno middle nick paternal \
         paterno preferred sur",
    ),
    (NAME, "imie naam name names namn navn nom nome"),
    (
        PERSONAL_NAME,
        "accountholdername achternaam adsoyad apellido apellido1 apellido2 apellidomaterno apellidopaterno apellidos \
         beneficiaryname birthname callername cardholdername chosenname clientname cognome cognomi contactname \
         csaladnev customername drivername efternamn efternavn employeename etternavn etunimi familienaam \
         familienname familyname fathername fathersname firstname firstnames fname forename forenames fornamn fornavn \
         fullname fullnames geboortenaam geburtsname givenname givennames guestname holdername imieinazwisko \
         imienazwisko imiona insuredname keresztnev kundenname lastname lastnames lname madchenname maedchenname \
         maidenname maidensurname meisjesnaam mellannamn mellemnavn mellomnavn membername middlename mothername \
         mothersname nachname nachnamen nameasoncard nameasonpassport nameasonticket namefirst namefull namelast \
         namemiddle nameonaccount nameoncard nameonpassport nameonticket nazwisko nazwiskorodowe nickname nombre \
         nombrecompleto nombredepila nombrepila nombres nomdefamille nomdenaissance nomdusage nomecompleto \
         nomefamilia nomemae nomepai nomesocial nomfamille nomnaissance nomusage passengername passengernames \
         patientname paxname payeename payername personname preferredname prenom prenoms prijmeni realname \
         recipientname roepnaam rufname secondname signatoryname sobrenome soyad soyadi spousename studentname \
         subscribername sukunimi surname surnames tenantname tilltalsnamn travelername travellername upnaam username \
         vezeteknev vollername voornaam vorname vorname1 vornamen zuname",
    ),
    (
        PERSON,
        "accountholder accountowner anrufer ansprechpartner applicant asegurado assicurato assure attendee attendees \
         attentionof beneficiaire beneficiaries beneficiario beneficiary bookedby bookedfor booker borrower buyer \
         callee caller callers cardholder careof child children claimant claimants client cliente coapplicant \
         coborrower coinsured coniuge conjoint conjuge consignee contact contactperson contactpersoon contacts \
         conyuge cosigner customer customers debtor dependant dependants destinataire destinatario donor driver \
         ehepartner emergencycontact empfaenger employee employees enrollee father gast geadresseerde guarantor \
         guardian guardians guest guests heir holder hospede huesped husband huurder individual inquilino insured \
         insuree interviewedby intestatario karteninhaber kin klant kontaktperson kontoinhaber kunde kundin landlord \
         lead leads legalguardian lessee lessor locataire member members mieter mother najemca nominee notfallkontakt \
         occupant odbiorca onbehalfof ontvanger ospite paciente pacjent parent parents participant participants \
         partysigning pasajero pasazer passageiro passager passeggero passenger passengers patient patiente patientin \
         patients pax payee payer paziente people person persona persons policyholder policyowner recipient \
         referredby relative relatives remitente renter reservedfor resident segurado sender shopper siblings \
         signataire signatories signatory spokeswith spoketo spokewith spouse spouses stepfather stepmother student \
         subscriber tenant tenants titulaire titular tomador traveler traveller tutor ubezpieczony user users usuario \
         utente vermieter versicherter versicherungsnehmer verzekerde visitor visitors voyageur wife witness \
         witnesses",
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
        "addr addr1 addr2 addr3 address address1 address2 address3 addresses addressline addressline1 addressline2 \
         addressline3 addresslines addrline adr adres adresse adreszamieszkania anschrift avenida billingaddr \
         billingaddress calle deliveryaddress direccion direccionpostal domicile domicilio endereco homeaddr \
         homeaddress indirizzo lieferadresse line1 line2 livesat logradouro mailingaddress permanentaddress \
         placeofresidence postaladdress postanschrift rechnungsadresse registeredaddress residentialaddress rua rue \
         shippingaddr shippingaddress straat strasse street street1 street2 street3 streetaddress streetaddress1 \
         streetaddress2 streetline streetname ulica wohnadresse wohnanschrift wohnort woonadres woonplaats \
         zustelladresse",
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
        "aadhaar aadhaarno aadhaarnumber aadhar aadharno aadharnumber adhaar afm ahv ahvnr ahvnummer amka asmenskoda \
         asmenskodas ausweis ausweisnummer avs bsn bsnnumber bsnnummer burgerservicenummer bvn bvnnumber \
         carnetdeidentidad carnetidentidad cartadidentita cartaidentita cartedidentite carteidentite \
         carteiradeidentidade carteiraidentidade cccd cedula cedulaciudadania cedulaidentidad citizenid \
         citizenservicenumber civilid cnh cnic cnicnumber cnp cnpj codfiscal codicefisc codicefiscale codigofiscal \
         cpf cpfcnpj cpr cprnr cprnumber cprnummer cuil cuit curp curpnumber dni dninumber documentodeidentidad \
         documentodeidentidade documentodidentita documentodiidentita documentoidentidad documentoidentidade \
         dowodosobisty driverlicence driverlicense driverslicence driverslicense drivinglicence drivinglicense egn \
         emiratesid emiratesidnumber emso fiscalcode fodselsnr fodselsnummer foedselsnummer fuehrerschein \
         fuehrerscheinnummer fuhrerschein ghanacard healthcard healthinsurancecard henkilotunnuksesi henkilotunnus \
         hetu hicn hkid hkidnumber idcard idcardno idcardnr idcardnumber iddocument identiteitskaart identitycard \
         identitydocument identitynumber idkaart idnr idnumber idnummer insee insurancecard iqama ird irdnumber \
         isikukood isikukoodi itin jmbg jmbgnumber jumin kennitala kennitolu kimlik kimlikno krapin ktp ktpnumber \
         legitimationsnummer licencenumber licenciaconducir licenciadeconducir mbi medicaid medicarecard medicareno \
         medicarenumber mykad mynumber nationalid nationalidentity nationalidno nationalidnumber nationalinsurance \
         nationalinsuranceno nationalinsurancenumber nhs nhsno nhsnumber nie nif nik nin ninno ninnumber nino \
         ninumber nir niss noktp npwp nric nricno nricnumber nss numerosecu numsecu nuss oasi ohip oib pancard panno \
         pannumber pasaporte paspoort paspoortnummer passaporte passaporto passeport passport passportid passportno \
         passportnr passportnumber paszport patentediguida patenteguida permanentresidentcard permisconduire \
         permisdeconduire personalausweis personalid personalnumber personnr personnumber personnummer persoonsnummer \
         pesel peselnumber philhealth philsys pps ppsn ppsnumber prawojazdy qatarid reisepass reisepassnummer \
         rentenversicherungsnummer residencecard residencepermit residentcard rijbewijs rijbewijsnummer \
         rijksregisternummer rodnecislo rrn rrnnumber rut rutnumber rutnummer rvnr samordningsnummer securitesociale \
         seguridadsocial sin sinnumber snils socialinsurance socialinsurancenumber socialsecurity \
         socialsecuritynumber sofi sozialversicherungsnummer ssn ssnnumber sss steuerid steueridentifikationsnummer \
         steueridnr steueridnummer steuernummer svnr tajszam taxfile taxfilenumber taxid taxidentifier taxidno \
         taxnumber taxpayer tckimlik tckimlikno tckn tcno tesserasanitaria tfn tfnnumber tin tituloeleitor \
         traveldocument uidai vatandaslik votercard voterid voteridnumber workpermit",
    ),
    (
        OF_STATE,
        "citizen citizenservice civil drivers driving fiscal fiscale gov government govt health identidad identidade \
         identification identifikationsnummer identita identitat identite identity insurance licence license medicare \
         national ni pension permit personal residence securite security seguridad social socialnumber steuer tax \
         voter welfare",
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
        "addressline apartment apt area bairro bloque building casa cidade citta city ciudad colonia complement \
         comune concelho county district dorp dzielnica etage flat flatno floor freguesia gata gemeente gemeinde \
         hausnummer house housename housenumber huisnummer kommune landmark line line1 line2 line3 localidad \
         localidade locality miasto municipality municipio neighborhood neighbourhood oras ort piso plaats poblacion \
         postal postort province provincia quartier region residenz stad stadsdeel stadt stiege street streetline \
         streetname suburb suite town trappe ulica unidad unit village ville ward wohnung zusatz",
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
        "accountholder anrufer beneficiary cardholder claimant cliente contact customer \
         emergencycontact guest huesped insured insuree klant kunde kundin lessee mieter occupant paciente pacjent \
         pasajero passageiro passager passeggero passenger patient patientin paziente policyholder policyowner \
         signatory spouse traveler traveller",
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
    (
        JOINED,
        "attention carnetde cartad cartadi carted carteira carteirade cedulade documentod documentode documentodi \
         healthinsurance licenciade nameas nameason namede nameon nextof nombrede nomde onbehalf patentedi \
         permanentresident permisde placeof",
    ),
    (
        PAIRED,
        "addr address ahv as behalf birth by card ciudadania conducao conducir conduire contact d de di document \
         eleitor familia famille file first fiscal for full guida holder identidad identidade identita identite \
         identity insurance jazdy last licence license line line1 line2 lines mae materno middle naissance name nif of on \
         osobisty owner pai passport paterno permit pila residence residencia resident sanitaria secu security \
         service social sociale ticket to usage with",
    ),
    (PAPER, "licence license permit"),
    (DOCUMENT, "doc document documento dokument"),
    (DRIVER, "driver drivers driving"),
    (DESTINATION, "billto deliverto deliveryto dropoffat pickupat sendto shipto"),
    (TITLE, "dr frau herr madame mevrouw mme monsieur mr mrs ms mx pani prof senor senora signor signora smt"),
    (ROLE, "caller cardholder claimant customer guest insured passenger patient policyholder traveler traveller"),
    (SPEAKING, "behalf speaking spoke spoken talked"),
    (STREET, "ave avenue blvd boulevard crescent lane rd road street"),
    (STREET_FIRST, "avenida calle rua rue ulica"),
    (ADDRESS_FIRST, "adres adresse direccion domicilio endereco indirizzo"),
];
