//! The words, by what they say: small ASCII letters without accents, as names and sentences are read.

use super::*;

/// Words that say the same, separated by blanks. A word of several groups says what each says.
pub(crate) const GROUPS: &[(Says, &str)] = &[
    (
        PHONE,
        "ani callback callbacknumber callerid callernumber cell cellnumber cellphone cellular cellulare celular cli \
         contactnumber ddi e164number fax faxnumber gsm handy handynummer homephone landline mobiel mobil mobile \
         mobileno mobilenumber mobilephone mobilnummer movil msisdn phone phonecall phoneno phonenum phonenumber \
         phones portable rufnummer smartphone tel tele telefon telefone telefonnr telefonnumber telefonnummer \
         telefono telefonszam telefoonnummer telephone telephonenumber telno telnr tlf tlfn whatsapp workphone",
    ),
    (
        CALL,
        "anrufe anrufen appeler appelez appelle bel bellen bereikbaar call called caller calling calls chiama \
         chiamami chiamare contact contacto contacts contato contatto dial dialed dialer dialing dialled dialling \
         erreichbar erreichen hotline joindre kontakt liga ligar ligue llamada llamadas llamame llamar llame rappeler \
         rappelez reach reached ring ringup ruf rufen sms text texted texting",
    ),
    (EMAIL, "correo courriel email emailaddr emailaddress emailid emails epost mail mailaddress mails"),
    (
        WHICH_NAME,
        "ap battesimo chosen christian complet completo completos fam family first firstname1 fn fore former fulde \
         full fullstendig given hela initial initials jeune koko last legal ln maiden marital married maternal \
         materno mid middle mn nick paternal paterno poora pref preferred previous primeiro prior proprio sur teljes \
         ultimo volledige",
    ),
    (
        NAME,
        "adi displayname ime imie isim jmeno naam nama name nameas nameat namede namefor namefrom namein nameon names \
         nameunder namn namnet navn navnet nev neve nimi nm nom nombrede nomde nome nume prenume vardas",
    ),
    (
        PERSONAL_NAME,
        "accountholdername achternaam adsoyad apelido apellido apellido1 apellido2 apellidomaterno apellidopaterno \
         apellidos apmaterno appaterno beneficiaryname birthname bookingname callername cardholdername chosenname \
         clientname cnam cognome cognomi contactname csaladnev csaladneve customername drivername efternamn efternavn \
         employeename etternavn etunimi familienaam familienname familyname familynm fathername fathersname firstlast \
         firstname firstnames firstnm flname fname forename forenames fornamn fornavn fstname fullname fullnames \
         fullnm gastname geboortenaam geburtsname givenname givennames givennm guestname holdername imieinazwisko \
         imienazwisko imiona insuredname isimsoyisim keresztnev keresztneve kontaktname kontaktnamn kundename \
         kundenavn kundenname kundenvollname kundnamn lastname lastnames lastnm lname lstname madchenname \
         maedchenname maiden maidenname maidensurname meisjesnaam mellannamn mellemnavn mellomnavn membername \
         middlename mietername mname mothername mothersname nachname nachnamen nameasoncard nameasonpassport \
         nameasonticket namefirst namefull namegiven namelast namemiddle nameonaccount nameoncard nameonpassport \
         nameonticket nazwisko nazwiskorodowe nickname nombre nombrecompleto nombrecontacto nombredepila nombrepila \
         nombres nomdefamille nomdenaissance nomdusage nomecompleto nomefamilia nomemae nomepai nomeproprio \
         nomesocial nomfamille nomnaissance nomprenom nomusage passengername passengernames patientenname \
         patientennamn patientname patientnamn pavarde paxname payeename payername personname preferredname prenom \
         prenomnom prenoms prenume prezime priezvisko prijmeni realname recipientname reservationname roepnaam \
         rufname secondname signatoryname sname sobrenome soyad soyadi soyisim spousename studentname subscribername \
         sukunimi surname surnames surnm teilnehmername tenantname tilltalsnamn travelername travellername upnaam \
         username uzvards vezeteknev vollername vollname voornaam voornamen vorname vorname1 vornamen zuname",
    ),
    (
        PERSON,
        "aanvrager abogado abonado abonne absender accountholder accountowner addressee adherent adjuster adult \
         adults adviser advisor advocaat adwokat affittuario afzender alumno alunno aluno anaesthetist anesthetist \
         angehoeriger angehoriger anrufer anrufers ansprechpartner ansprechpartnerin ansprechperson antragsteller \
         antragstellerin anwalt apelant appelant appelante applicant approver arbeitgeber arbeitnehmer arrendatario \
         arts arzt arztin asegurado asiakas asiakkaan assicurato assignee assure assured attendee attendees attention \
         attentionof attentionto attn attnto attorney auftraggeber aunt author authorisedby authorizedby avocat \
         avsandare avukat avvocato babysitter bailiff barrister begunstigter beklagter beller beneficiaire \
         beneficiaries beneficiario beneficiary berater besteller bestuurder betalare beteg bevollmachtigter \
         bevollmaechtigter bewerber bewerberin bidder bookedby bookedfor booker borrower boss bride broker brother \
         buyer calledby callee caller callers candidat candidata candidate candidates candidato cardholder caregiver \
         careof carer carpenter caseworker chaperone chauffeur chiamante child children claimant claimants cleaner \
         client cliente clinician coach coapplicant coborrower coinsured colleague colleagues companion companions \
         complainant conducente conducteur conductor conduttore coniuge conjoint conjuge consignee constable \
         constituent consultant contact contacto contactperson contactpersonen contactpersoon contacts contato \
         contraente conveyancer conyuge corka cosigner councillor counsellor counselor courier coworker cust customer \
         customers daughter debtor deceased defendant demandeur dentist dependant dependants dependents destinataire \
         destinatario detainee detective dharak dipendente dispatcher dochter doctor donor driver drivers dzwoniacy \
         ehefrau ehemann ehepartner eigenaar eigentuemer eigentumer electrician eleve elternteil emergencycontact \
         empfaenger empleada empleado employe employee employees endorser enrollee erziehungsberechtigter escort \
         esposa esposo executor expediteur fahrer fahrerin fahrzeughalter familiar father fiance fiancee fille fils \
         flatmate forare forsakringstagare funcionario gaest gardener gast geadresseerde goesby gosc gp graahak \
         grandfather grandmother groom guarantor guardian guardians guest guests halter handyman hasta hauptmieter \
         hausarzt heir heiress hija hijo hire hirer hivo holder homeowner hospede hostess householder housemate \
         huesped huisarts husband huurder hyresgast individual inhaber inmate innringer inquilina inquilino inspector \
         instructor insured insuree interlocuteur interpreter interviewedby interviewee interviewer intestatario \
         invitee inviter judge juror kandidaat kandydat karteninhaber keeper keyholder kierowca kin kiraci klaeger \
         klager klant klient klienta klientka knownas kontakt kontaktperson kontaktpersonen kontohaver kontoinhaber \
         kontoinhaberin kontoinnehavare kund kunde kunden kundens kundin kundinnen kunds kursteilnehmer landlord \
         lawyer lead leads learner leaseholder leerling legalguardian legatee lejer lekarz lessee lessor llamante \
         locataire lodger madre mae majitel manager mandant mandantin marido marito mechanic medecin medewerker \
         medico member members mentee mentor midwife mieter mieterin minor misafir mitarbeiter mitglied mittente \
         moeder moglie mother motorista mottagare musteri mutter nadawca najemca nanny neighbor neighbour neighbours \
         nok nominativo nominee notary notfallkontakt nurse occupant occupants occupier odbiorca odeyen offender \
         officer onbehalf onbehalfof ontvanger orderedby organiser organizer osoba ospite owner owners paciente \
         pacjent pacjenta pacjentka padre pagador pai parent parents participant participants partner partners party \
         partysigning pasajera pasajero pasazer passageiro passager passeggero passenger passengers patient patiente \
         patientin patients pax payee payer payeur payor paziente people per person persona personne persons persoon \
         petitioner physician placedby plaintiff platnik plumber pojistnik policyholder policyowner porteur posiadacz \
         pracownik practitioner prescriber presenter propietario proprietaire proprietario pt pupil purchaser \
         rechnungsempfaenger rechnungsempfanger rechtsanwalt recipient recruiter referee referente referredby \
         referrer reisender rekeninghouder relative relatives remetente remitente remitter renter rep reportedby \
         reporter representative requestedby requester requestor reservedfor resident respondent responsavel reviewer \
         richiedente rider roommate sachbearbeiter sahibi salarie schueler segurado sender settlor shopper siblings \
         signataire signatories signatory signed signedby signer sigortali sister sitter sohn soittaja solicitante \
         solicitor son sorgeberechtigter souscripteur speaker speakers specialist spk spokeswith spoketo spokewith \
         sponsor spouse spouses staffer stepfather stepmother steuerpflichtiger student stylist submitter subscriber \
         subtenant supervisor surgeon surucu suspect taxpayer teacher technician teilnehmer teilnehmerin tenant \
         tenants testator therapist titolare titulaire titular titulares tochter tomador trainer translator traveler \
         traveller trustee tutor ubezpieczony uczen ugyfel uncle underwriter untermieter uppringare user users \
         usuaria usuario utente vader vater verhuurder vermieter vermieterin versicherte versicherter \
         versicherungsnehmer vertragsinhaber vertragspartner verzekerde verzekeringnemer vet victim visitor visitors \
         volajici volunteer vorgesetzter voter voyageur warden who wife witness witnesses wlasciciel worker \
         wynajmujacy yolcu zaehlerkunde zahler zahlungsempfaenger zahlungsempfanger zeuge zoon",
    ),
    (
        BIRTH_DATE,
        "bday birthdate birthday birthdt datanascimento datanascita datenaissance dateofbirth ddn dob fechanacimiento \
         fodelsedatum geboortedatum geburtsdatum geburtstag",
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
         addressline3 addresslines addressonfile addrline adr adres adresa adresi adresin adresse adreszamieszkania \
         afleveradres alamat anschrift avenida besoksadresse bezorgadres billingaddr billingaddress bostadsadress \
         calle deliveryaddress diachi direccion direcciones direccionpostal domicile domicilio domicilios endereco \
         factuuradres fakturaadress gatuadress hjemmeadresse homeaddr homeaddress indirizzi indirizzo kotiosoite \
         kundenadresse lakcim leveransadress leveringsadresse lieferadresse lieferanschrift line1 line2 livesat \
         livingat logradouro mailingaddress morada moradas osoite permanentaddress placeofresidence postadresse \
         postaladdress postanschrift rechnungsadresse rechnungsanschrift registeredaddress residentat \
         residentialaddress residenza residingat rua rue shippingaddr shippingaddress straat straatnaam strasse \
         street street1 street2 street3 streetaddress streetaddress1 streetaddress2 streetline streetname \
         toimitusosoite ulica versandadresse verzendadres wohnadresse wohnanschrift wohnort woonadres woonplaats \
         zustelladresse",
    ),
    (
        TECHNICAL,
        "base bind bitcoin btc bus contract eth hardware host listen mac memory network node peer physical pointer \
         program proxy queue server url virtual wallet web",
    ),
    (
        IP,
        "clientip dstip forwarded hostip ip ipaddr ipaddress ips ipv4 ipv6 peer remote remoteaddr remoteaddress \
         remoteip sourceip srcip xforwardedfor",
    ),
    (
        CARD,
        "amex card cardno cardnumber cards carta cartao carte cc ccnum ccnumber creditcard creditcardnumber debitcard \
         karte kartennummer kreditkarte mastercard pan tarjeta visa",
    ),
    (NATIONAL, super::papers::NATIONAL_NUMBERS),
    (
        OF_STATE,
        "alien alienregistration arc asmens brp buletin cf chi ci citizen citizenservice citizenship civil \
         civilregistration cns dl drivers driving dva dvla eid emirates epic fin fiscal fiscale fnr gov government \
         governmentissued govt hcn health healthinsurance hetu huduma ic identidad identidade identification \
         identifikationsnummer identita identitat identite identity ihi ine insurance lic licence license medicare \
         nas nat national ni pas pasu patente pension permis permit personal personas ppt qatar residence \
         residentregistration rodne rsa sa secu securite security seguridad social sociale socialnumber ss steuer sv \
         tax taxpayer thai uscis vergi versicherten versicherungs voter welfare",
    ),
    (
        SECRET,
        "accesscode accesskey accesstoken apikey apisecret apitoken authorization authtoken bearer clientsecret \
         contrasena cookie cookies credential credentials dbpassword encryptionkey haslo idtoken jwt kennwort \
         motdepasse pass passcode passphrase passwd password passwort privatekey proxyauthorization pwd refreshtoken \
         secret secretaccesskey secretkey secrets securitycode senha sessiontoken setcookie signingkey wachtwoord \
         webhooksecret xapikey",
    ),
    (PIN, "csc cvc cvc2 cvv cvv2 onetimecode onetimepassword otp pin totp"),
    (KEY, "key keys"),
    (
        SECRET_KIND,
        "2fa access api auth confirmation deploy encryption hmac master mfa onetime private reset security signing \
         verification verify",
    ),
    (CODE, "code codes codice codigo kodas kode kods"),
    (TOKEN, "token"),
    (
        ID,
        "account accountnumber acct asin auftrag barcode batch bestellnummer booking bookingid build callsid checksum \
         claim commande commit confirmationnumber contractnumber conversationid correlation correlationid cursor \
         customerid digest ean etag factura facture fingerprint gtin guid hash iccid id ids idx imei imsi index \
         invoice invoiceid isbn issue job kundennummer lot md5 messageid mrn next nonce nummernschild offset order \
         orderid page parcel payment pedido pnr policy rechnungsnummer ref reference referenz refund request \
         requestid reservation revision rid sendung sendungsnummer seq sequence serial session sessionid sha sha1 \
         sha256 shipment sid sku slot span spanid task ticket ticketid trace traceid tracking transaction \
         transactionid tx txn upc userid uuid vorgangsnummer",
    ),
    (
        MEASURE,
        "amount android attempt attempts avg balance bitrate budget byte bytes capacity chrome column confidence \
         coordinate coordinates coords cost count delay distance dollar dollars duration elapsed epochs eur euro \
         euros firefox firmware fps gb gbp gecko geo height hz inr interval items iteration iterations kb lat latency \
         latitude len length limit line lineno linux lng lon longitude max mb mean memorybytes micros millis min \
         minute minutes ms nanos ns p50 p90 p95 p99 patch percent percentage pid pixels points port ports price px \
         qty quantity rate ratio records release retries retry revenue row rows rv safari salary samplerate score sec \
         second seconds secs seed semver size steps subtotal sum temperature threshold tid timeout tokens took total \
         ttl units uptime us usd v1 v2 v3 ver version weight width windows",
    ),
    (
        ABOUT,
        "allowed available body carrier changed channel check class collected confirmed consent country domain \
         enabled error errors exists expired field fields flag format found kind label lang language locale lookup \
         masked match matched matches missing mode model optin pattern preference present provider reason regex \
         region required result results rule rules schema source state status strength subject template timezone type \
         used valid validated verified",
    ),
    (NUMBER, "cislo no nomor nr num numar number numbers numer numeri numero numeros nummer sayi szam"),
    (
        FILLER,
        "alt alternate alternative current data digits e164 emergency entered formatted home input international \
         local main national new normalised normalized old original personal plain primary raw secondary spoken str \
         string the val value values work your",
    ),
    (END_OF_CALL, "callee caller destination dnis from inbound origin originator outbound to"),
    (
        THING,
        "action agent app application bot branch brand bucket business button campaign category cluster command \
         company component database dataset db department device display division entity env environment event \
         experiment feature file flow function group host hotel intent layer location logger method metric model \
         module node organisation organization package page param parameter pipeline place plan process product \
         project queue repo repository restaurant role screen script service shop short skill step store stream \
         supplier table tag team thread tool topic var variable variant vendor voice",
    ),
    (IBAN, "bankaccount bankaccountnumber iban ibannumber kontonummer"),
    (BARE_ID, "id identifier identnummer ids no nr num number nummer uid"),
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
        "bos cache cached completion continuation count cursor delta end eos foreign idempotency input max min next \
         num object output pad page pagination partition prev previous primary prompt public reasoning resume routing \
         s3 sort start stop sync total unk",
    ),
    (MINE, "my"),
    (
        SOMEONE,
        "accountholder addressee anrufer attn beneficiary cardholder claimant cliente complainant contact cust \
         customer emergencycontact guest huesped insured insuree klant kunde kundin lessee mieter occupant paciente \
         pacjent pasajero passageiro passager passeggero passenger patient patientin paziente policyholder \
         policyowner signatory spouse traveler traveller",
    ),
    (
        SAID_DIGIT,
        "aat aath acht alti atta atte bes bir cero chaar chah char che chhah chhe cinci cinco cinq cinque ctyri \
         cuatro cztery delapan deux devet do doi dois dokuz dort dos drei drie dua duas due dve dwa dziewiec een egy \
         eight ein eins ek empat en enam ett fem fire five four fuenf funf fyra go hachi harom hat het huit ichi iki \
         jeden jedna kahdeksan kaksi ketto kilenc kolme ku kuusi kyu lima meia nana nau negen negy nelja neuf neun ni \
         nine niner nio nol noll nolla noua nought nove nueve nul nula null nulla nyolc o ocho oh oito one opt osiem \
         osm ot otte otto paanch panch patru pet piec quatre quatro quattro rei roku saat san sapte sase sat satu \
         sechs sedm sei seis seitseman sekiz seks sembilan sept sest sete sette seven sex shi shichi shoonya shunya \
         sieben siedem siete sifar sifir six sju sunya syv szesc teen three tiga to tre trei tres tri trois trzy \
         tujuh tva twee two uc um uma un una une uno unu vier viisi vijf yedi yhdeksan yksi yon zero zes zeven zwei \
         zwo",
    ),
    (
        SAID_PAIR,
        "catorce diez dix doce douze eighteen eleven elf fifteen fourteen nineteen once onze quatorze quince quinze \
         seize seventeen sixteen ten thirteen trece treize twelve zehn zwolf",
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
         fourteenth fourth hundred mil mille nineteenth ninth novecentos novecientos premier primeiro primero primo \
         second seventeenth seventh sixteenth sixth tenth third thirteenth thirtieth thousand twelfth twentieth \
         zweite zweiten zweiter",
    ),
    (
        MONTH,
        "abr abril ago agosto aout apr april aprile aug august augusti augustus avril czerwca dec december decembre \
         dez dezember dezembro dic dicembre diciembre ene enero feb febbraio febrero februar februari february fev \
         fevereiro fevrier gennaio giugno grudnia jan janeiro januar januari january janvier juillet juin jul julho \
         juli julio july jun june junho juni junio kwietnia lipca listopada luglio lutego maart maerz maggio mai maio \
         maj maja mar marca march marco mars marz marzo may mayo mei nov november novembre novembro noviembre oct \
         october octobre octubre okt oktober ottobre out outubro pazdziernika sep sept september septembre septiembre \
         set setembro settembre sierpnia stycznia wrzesnia",
    ),
    (
        INTRODUCES,
        "address adres adresa adress adresse alamat anschrift appelle chamo chiamo direccion domicile domicilio \
         endereco heet heie heise heisse heter indirizzo lieferadresse lieferanschrift llamo morada naam name nazywam \
         nombre nome osoite rechnungsadresse residence surname wohnadresse",
    ),
    (
        BLANK,
        "admin agent anonymous assistant bot caller customer default empty fail failed false guest hidden human \
         invalid masked missing na nil no none null ok passed private redacted restricted success system test true \
         unavailable undefined unknown user yes",
    ),
    (
        JOINED,
        "addresson attention carnetde cartad cartadi carted carteira carteirade cedulade codnumeric documentod \
         documentode documentodi healthinsurance licenciade nameas nameason nameat namede namefor namefrom namein \
         nameon nameunder nextof nombrede nomde numerode onbehalf patentedi permanentresident permisde placeof \
         titrede",
    ),
    (
        PAIRED,
        "account addr address ahv as at behalf birth by card certificate chi cidadao cislo ciudadania conducao \
         conducir conduire contact d de di doc document documento eleitor familia famille file first fiscal fiscale \
         for from full geral given guida holder identidad identidade identita identite identity in ins insurance \
         issued jazdy kliento last licence licencia license line line1 line2 lines location mae materno middle \
         naissance name nif no number numeric nummer of on osobisty owner pai passport paterno permis permit personal \
         pila registration residence residencia resident sanitaria sec secu securite security sejour service social \
         sociale sus ticket to under usage utente vitale with zehut",
    ),
    (PAPER, "licence license permit"),
    (DOCUMENT, "doc document documento dokument"),
    (DRIVER, "driver drivers driving"),
    (
        DESTINATION,
        "billto deliverto deliverylocation deliveryto dropoff dropoffat dropofflocation location movedto movingto \
         pickup pickupat pickuplocation premises relocatingto residence sendto shipto venue via",
    ),
    (
        STREET,
        "allee alley ave avenue bend blvd boulevard cad caddesi cir circle close court crescent crest ct damm dr \
         drive esplanade gardens gasse gata gatan grove heights highway hill hwy katu korut laan lane ln loop mews \
         parade parkway pike pkwy pl place platz plaza plein quay rd ridge ring rise road row sokagi sokak square st \
         straat strase strasse street terrace tie trail turnpike ufer utca vagen veien vej walk way weg",
    ),
    (
        STREET_FIRST,
        "al alameda aleja allee apartado av avda avenida avenue boulevard box bulevar calle calzada camino carrera \
         chemin corso cours estrada impasse jalan jl largo paseo piazza place plaza postbus postfach praca quai route \
         rruga rua rue strada travessa ul ulica ulitsa via viale vicolo",
    ),
    (
        ADDRESS_FIRST,
        "adres adresa adress adresse alamat anschrift direccion domicilio endereco indirizzo morada residenza",
    ),
    (
        COLLECTED,
        "captured cartao collected compte confirmed cont conta conto corrected cuenta curante detected emergencia \
         entered extracted given heard identified konta located matched mentioned parsed poliza provided recognised \
         recognized repeated said spelled spoken stated submitted tarjeta traitant tratante uctu updated urgence \
         verified",
    ),
    (
        NAMED_THING,
        "accent account addon airline airport album algorithm allergy appliance arg argument artist asset assistant \
         bank blob block book breed building bundle bus business callback car carrier channel chart check city class \
         clinic cluster collection color colour column condition conference config constant container cookie \
         corporation country county coupon courier course crate currency dashboard dependency depot diagnosis dialog \
         directory disease dish disk display domain drive drug engine enum env estate exchange extension fare feed \
         festival field filename film firm firmware flight folder font form format func fund game gate gateway genre \
         handler header hook hospital hostname icon image import index ingredient instance insurer interface item job \
         kernel key kind kiosk lambda language league library line llm lot make medication medicine menu merchant \
         meter middleware mode model module movie museum namespace network node object offer org organisation \
         organization page path persona pet phase platform playlist plugin pod policy printer procedure product \
         profile prompt property provider province proxy recipe record region release report resource retailer road \
         room route router rule schema school seat section sector sensor server shard shelf ship show site slot song \
         species stage state station status stock stop stream street struct style subscription suite symbol symptom \
         tab target tariff terminal test theme title topic tower town track trade train treatment trigger type \
         university vaccine vehicle venue vertical vessel view volume voucher warehouse widget wing work workspace \
         zone",
    ),
    (
        LIVING,
        "abita ambulance arrive arrived arriving asuu bezorgen bezorging bor branch cab collect collected collecting \
         consegna consegnare courier deliver delivered delivering delivery directions dispatch dispatched dispatching \
         doruceni dostarczyc dostawa driver drop dropped engineer entrega entregar geocode geocoded geocoding habita \
         habite home house install installation letter levereras leveres levering liefern lieferung live lived lives \
         living livraison livrer located mail mailed meter mieszka mora moved moving office outage package parcel \
         pick picked pickup premises property relocated relocating reside resident resides residing send sent ship \
         shipped shipping szallitas taxi technician teslimat toimitus visit visited visiting vive wohnhaft wohnt \
         woont zustellung",
    ),
];
