//! The words that sentences about persons are read by.

use super::*;

/// Words that say the same, as in the dictionary.
pub(crate) const GROUPS: &[(Says, &str)] = &[
    (
        TITLE,
        "bay bayan capt councillor dhr dl dna doktor don dona dott dottor dottoressa dr dra frau frk fru herr herrn \
         imam judge lady madame mademoiselle meneer mevr mevrouw mlle mme monsieur mr mrs ms mw mx nurse pan pani \
         prof rabbi rev reverend sayin senor senora sgt shri sig signor signora signorina sir smt sr sra sri srta",
    ),
    (
        ROLE,
        "abonne addressee adviser advisor aluno anrufende anrufer anruferin appellant applicant applicants asegurado \
         asiakas assure assuree attendees attention attn attorney aunt beller beneficiary beteg bewerber bewerberin \
         bewoner bidder borrower boyfriend bride brother buyer caller callers candidate cardholder chef citizen \
         claimant clerk client clienta cliente clients coach colleague complainant conducteur contact contractor \
         contribuinte cosigner courier cousin customer customers dad daughter debtor deceased defendant dentist \
         dependant dependent detective dispatcher doctor donor driver drivers ehefrau ehemann electrician employee \
         engineer esposa esposo executor fahrer fahrerin father fiance fiancee fille fils flatmate frau gast gasten \
         gasts girlfriend goscia graahak granddaughter grandfather grandmother grandson groom guarantor guardian \
         guest guests hasta heir hija hijo hirer holder homeowner hospede householder housemate huesped husband \
         huurder hyresgast inhaber inhaberin inquilino inspector instructor insured insuree interviewee intestatario \
         kin kind kiraci klant klient klienta klientin klientka kollege kollegin kontoinhaber kontoinhaberin kund \
         kunde kunden kundin landlord lawyer lead learner lessee lessor locataire lodger manager mann mareez marido \
         marito mechanic medlem member members mieter mieterin misafir moglie mom morador mother mum musteri mutter \
         najemcy neighbor neighbour nephew niece nominee notary nurse occupant occupier officer optician pacient \
         paciente pacientul pacjent pacjenta pacjentka parent participant participants partner pasajera pasajero \
         passageiro passager passeggero passenger passengers patient patiente patienten patientin patients payee \
         payer paziente person petitioner pharmacist physician plaintiff plumber policyholder policyowner prescriber \
         pupil purchaser recipient relative renter requester resident residents rider roommate seller sender shopper \
         signatory sister sohn solicitor son spouse student students stylist subscriber surgeon teacher technician \
         tenant tenants therapist titulaire titular titulare tochter trainer traveler travelers traveller travellers \
         trustee tutor ugyfel uncle user users utente uye vater versicherte versicherter versicherungsnehmer \
         verzekerde vet victim visitor visitors volunteer waiter ward wife witness worker yolcu zakaznik",
    ),
    (
        SPEAKING,
        "accepted according account accounts addressed afspraak annule annullato anruf appel application appointment \
         appointments approved appuntamento assigned assinado atenciosamente authorisation authorization avbokad \
         balance behalf belongs bericht bestallning bestelling bestellung bill billed bokad booked booking bookings \
         buchung call callback callbacks calls cancelada cancelado canceled cancelled car card chamei chat check \
         cheque chiamata cita claim collected commande complaint complaints compte confirmed consent consulta \
         consultation conta conto contract conversation conversations cordialement cuenta cv data declined delivered \
         delivery deposit details donation duplicate email escalated exists factura facture factuur falei fattura \
         fatura feedback file filed filled firmado firmato geannuleerd gebucht gesprochen gesproken given goes \
         greetings groeten gruesse grusen grusse grussen hablado hable handed identified identity instruction \
         instructions interview introduced invoice issued known konto lease letter ligacao llamada llame loan lodged \
         logged looking made mail mandate married match matches meet meeting membership mensagem mensaje message \
         messages messaggio met money nachricht named namens note odwolana ondertekend opened oproep order ordered \
         orders ordine owned package paid parcel parlato passport password payment pedido pickup placed podpisane \
         polaczenie policy pozdrawiam pratade prenotazione prescription profile question quote raised rappel rdv \
         ready reassigned receipt received rechnung recommended record records referral referred refill refund \
         refunds regards registered rejected rekening rencontre rendez reply reported request requested rescheduled \
         reserva reservation reservations reserve reserved results resume review rezept room rozmowa ruckruf salary \
         saludos saluti samtal scheduled search searching sent session signature signe signed sincerely speak \
         speaking speech spoke spoken statement storniert submitted subscription surgery talk talked talking taxi \
         telefonat termin ticket tid transfer transfere treated trip undertecknad unterschrieben vanliga verified \
         vertrag viewing visa visit voice voicemail voicemails vous waiting weitergeleitet wishes withdrawal \
         witnessed wizyta words yours zahlung zamowienie zimmer",
    ),
    (
        NAMED,
        "achternaam apellido apellidos cognome efternamn etternavn firstname forename fornamn fornavn fullname imie \
         jmeno lastname naam nachname name namen names namn navn nazwisko nimi nom nombre nome prenom prijmeni \
         sobrenome spell spelled spells spelt sukunimi surname voornaam vorname",
    ),
    (
        TREATED,
        "added adding admitted asked assigned assisted assisting authenticate authenticated authenticating authorise \
         authorised between billed billing book booked booking call called calling charged charging checked checking \
         connecting contact contacted contacting credited crediting debited debiting dial dialing dialled dialling \
         discharged emailed emailing enrolled escorted escorting expecting find found greet greeted greeting helped \
         helping hired identified identify impersonating inform informed interviewed interviewing invited inviting \
         invoiced locate located looked looking matched meeting merged messaged messaging met notified notify \
         notifying onboarded onboarding paged paging paid paying phoned phoning put putting reach reached reaching \
         rebooked recognised recognized refunded refunding register registered reimbursed remind reminded reminding \
         removed removing reschedule rescheduled rescheduling schedule scheduling seated see seeing send sending sent \
         served serving texted texting thanked thanking told transferred transferring treating tried trying upgraded \
         verified verify verifying visited visiting welcomed welcoming",
    ),
    (
        ACTING,
        "abgesagt accepted added agreed agreeing agrees allergic angerufen answered answers apologised apologized \
         appeared appele aradi arrived asked asking asks attended bat belde booked born bought called calling calls \
         came canceled cancelled changed chce checked chiama chiamato chiede chose claimed claims collect complained \
         complains confirme confirmed confirmo confirmou confirms declined declines dedi demande denied detto died \
         dijo disagreed disconnected disputed disputes disse dit dzwonil dzwonila emailed explained gave gebeld got \
         hold home hung insisted istiyor ji joined kam knows kundigt late left ligou like line lived lives llamo \
         married mentioned missed mochte moved needs objected opted ordered owes paid pays pediu phoned phones picked \
         pidio postponed prefers promised prosi provided quer quiere raised ran rang rappele rebooked refused refuses \
         rejected replied reported reports requested requests requires rescheduled resides returned ringde ringer sa \
         sagt sagte said says sent show signed souhaite speaking speaks spoke spoken stated states stayed stopped \
         submitted telefon texted thanked thinks told transferred travelled travelling tried turned uploaded used \
         veut vill visited vraagt vuole waited waiting walked wanted wants went wil will wishes withdrew wohnt works \
         wrote zegt",
    ),
    (
        LEADING,
        "afternoon agent ask asked av avec because best beste bonjour bonsoir booking both bring buongiorno by bye \
         call caro cheers cher chere ciao colleague com con congratulations czesc dear dia dla door dzien estimada \
         evening family for fran from fur gave goodbye great greet greeted hallo hei hej hello hey hi hier hola icin \
         if ile liebe lieber love mean merhaba message met mit morning namaste named neither noite nor nurse od oi ok \
         okay ola operator par para party per perfect por pour przez put querida querido reached regards rep \
         reservation salut sorry spoke supervisor tag talking tell than thank thanks that till told until von voor \
         welcome whether wish with you",
    ),
    (
        GREETING,
        "bonjour bonsoir bye caro cher chere ciao dear estimada estimado goodbye hallo hei hej hello hey hi hola liebe \
         lieber merhaba namaste ola querida querido salut thank thanks welcome",
    ),
    (
        AM,
        "be are was this s adim am aqui ar ben bin est habla is ist it m main mowi naam parla sono sou soy spreekt spricht suis",
    ),
    (OWNING, "s"),
    (
        RELATING,
        "as by displayname for from in nameas nameat namefor namefrom namein nameon nameunder of on to under with",
    ),
    (
        DEALT,
        "accepted account addressed answered appointment approved ask asked assigned authorised authorized billed \
         booked call callback called calling canceled cancelled changed checked cleaned collected completed confirmed \
         consent created delivered dispatched dispensed driven escalated examined favor favour filed filled greeted \
         handed identified interviewed introduced invited issued known left letter listed logged made mailed managed \
         meet meeting message met name ordered organised organized owned paid payable performed picked placed posted \
         prescribed processed raised received recommended referred refunded registered rented repaired reported \
         requested reservation reserved return returned reviewed sent serviced shared signed sold speak speaking \
         spoke spoken submitted supervised taken talk talked talking transferred treated updated verified voicemail \
         witnessed written",
    ),
    (
        HOLDING,
        "answers arg args argument arguments attributes body collected data details entities entity extracted extras \
         fields form info input inputs kwargs match matches output param parameter parameters params payload profile \
         properties props record result results row rows slots state update updates values variable variables vars",
    ),
    (
        AUXILIARY,
        "a already also am aren can couldn did didn does doesn ha had har has hasn hat have haven heeft is isn just \
         longer ne never no not now on really still the was wasn will won would wouldn",
    ),
    (
        TOWARDS,
        "a an as av avec back by com con da de di dla do door for fran from fur given herself himself issued med met \
         mit myself od of par para por pour prevu prevue przez themselves till to under van von voor with z",
    ),
    (
        AFTER_ROLE,
        "as called chamado con e es est for heet heisst heist heter identified identity informed is ist llama located \
         mit name named namens nombre se to verified was with",
    ),
    (
        AFTER_TREATED,
        "back by caller client customer for guest her him in me member on onto our out passenger patient person \
         tenant the them up user",
    ),
    (
        AFTER_NAMED,
        "a account are as be booking by caller captured card change changed client cliente confirmed corrected \
         customer da de del der des di do does du e es est expected file for found from given got guest heard in is \
         ist it klant kunden lautet like listed match mismatch not of on order out pan patient policy profile \
         provided reads recognised recognized record recorded registered reservation said same should spelled stated \
         the ticket to under updated van was with",
    ),
    (POSSESSIVE, "a as her his mr mrs ms my our the their your"),
    (
        PARTICLE,
        "aan af al auf av bin bint da das de del della dem den der di do dos du e el het ibn la las le los op te \
         ten ter uit ul van vom von y zu zum zur",
    ),
    (
        SUFFIX,
        "ba bsc cpa dds dmd do dpt dvm esq ii iii iv jnr jr ma mba md mr mrs ms msc mstr np obe od pa phd rn snr sr",
    ),
    (GIVEN, include_str!("given.txt")),
    (SURNAME, include_str!("surnames.txt")),
    (NAME_TOO, include_str!("names_too.txt")),
    (OF_THINGS, include_str!("things.txt")),
];
