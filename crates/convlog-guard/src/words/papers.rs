//! How the numbers that states give to persons, and the papers they stand on, are called.

pub(super) const NATIONAL_NUMBERS: &str = "aadhaar aadhaarno aadhaarnumber aadhar aadharno aadharnumber adhaar adoazonosito afm ahv ahvnr ahvnummer \
    amka asmenskoda asmenskodas ausweis ausweisnummer avs birthcertificate bsn bsnnumber bsnnummer burgerservice \
    burgerservicenr burgerservicenummer bvn bvnnumber carnetdeidentidad carnetidentidad cartaconducao \
    cartadidentita cartaidentita cartaocidadao cartaodecidadao cartaosus cartedidentite carteidentite \
    carteiradeidentidade carteiraidentidade cartevitale cccd cedula cedulaciudadania cedulade ceduladeidentidad \
    cedulaidentidad citizenid citizenservicenumber civilid civilregistrationnumber claveelector cmnd cnh cni \
    cnic cnicnumber cnp cnpj codfiscal codfiscale codicefisc codicefiscale codigofiscal codnumericpersonal \
    contribuinte cpf cpfcnpj cpr cprnr cprnumber cprnummer cuil cuit curp curpnumber dni dninumber dnummer \
    docidentidad documento documentodeidentidad documentodeidentidade documentodidentita documentodiidentita \
    documentoidentidad documentoidentidade documentonacional dowod dowodosobisty dowodu driverlicence \
    driverlicense driverslicence driverslicense drivinglicence drivinglicense egn elector emiratesid \
    emiratesidnumber emso evisa fiscalcode fodselsnr fodselsnummer foedselsnummer fuehrerschein \
    fuehrerscheinnummer fuhrerschein ghanacard governmentissuedid greencard healthcard healthinsurancecard \
    henkilotunnuksesi henkilotunnus hetu hicn hkid hkidnumber idcard idcardno idcardnr idcardnumber iddocument \
    identificacion identification identifikationsnummer identiteitskaart identitycard identitydocument \
    identitynumber idkaart idnr idnumber idnummer imss insee insurancecard insz iqama ird irdnumber isikukood \
    isikukoodi itin jmbg jmbgnumber jumin juminsho kennitala kennitolu kimlik kimlikno krankenversichertennummer \
    krankenversicherungsnummer krapin ktp ktpnumber kvnr legitimationsnummer licencenumber licenciaconducir \
    licenciadeconducir mbi medicaid medicare medicarecard medicareno medicarenumber mykad mynumber nas natid \
    natins nationalid nationalidcard nationalidentity nationalidno nationalidnumber nationalinsurance \
    nationalinsuranceno nationalinsurancenumber nhs nhsno nhsnumber nid nie nif nik nin ninno ninnumber nino \
    ninumber nip nir nirpp nis niss noktp nosecu npwp nric nricno nricnumber nrn nrodocumento nss numdocumento \
    numerdowodu numerocontribuinte numerodedocumento numerodepermis numerodocumento numeroimss numerolicencia \
    numeropermis numerosecu numeroutente numsecu nuss oasi ohip oib omang pancard panno pannumber pasaporte \
    pasep pasnummer paspoort paspoortnr paspoortnummer passaporte passaporto passeport passnummer passport \
    passportid passportno passportnr passportnumber paszport paszportnumer patentediguida patenteguida \
    permanentresidentcard permisconduire permisdeconduire permisnumero persnr personacode personalausweis \
    personalausweisnr personalausweisnummer personalcode personalid personalnumber personaskods personnr \
    personnumber personnummer persoonsnummer pesel peselnumber philhealth philsys phn pis pispasep pps ppsn \
    ppsnumber prawojazdy qatarid rationcard rccislo registrogeral regon reisepass reisepassnr reisepassnummer \
    rentenversicherungsnr rentenversicherungsnummer residencecard residencepermit residentcard residentpermit \
    rfc rg rijbewijs rijbewijsnummer rijksregisternummer rodnecislo rrn rrnnumber rut rutnumber rutnummer rvnr \
    samordningsnummer securitesociale seguridadsocial sin sinnumber snils socialinsurance socialinsurancenumber \
    socialsec socialsecurity socialsecuritynumber socsec sofi sofinummer sozialversicherungs \
    sozialversicherungsnr sozialversicherungsnummer ssn ssnnumber ssno sss steuerid steueridentifikationsnummer \
    steueridentnummer steueridnr steueridnummer steuernummer svnr szemelyi szemelyiszam taj tajszam taxfile \
    taxfilenumber taxid taxidentifier taxidno taxnumber taxpayer tckimlik tckimlikno tckn tcno tesserasanitaria \
    teudatzehut tfn tfnnumber tin titredesejour titresejour tituloeleitor traveldoc traveldocument uidai umid \
    utentenumero vatandaslik versichertennr versichertennummer visano visanumber vkn votercard voterid \
    voteridnumber workpermit";
