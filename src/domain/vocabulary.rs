//! Every closed list of words that the record uses, with its code in the data files and its names.
//!
//! One table per list: adding a word here is enough for the files, the schema, the pages and the exports.

use std::marker::PhantomData;

use super::text::Lang;

/// A word of a closed list of at most 64.
pub trait Word: Copy + 'static {
    /// Every word.
    const ALL: &[Self];

    /// Its place in the list.
    fn index(self) -> u32;
}

/// Some words of a closed list, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Set<T>(u64, PhantomData<T>);

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self(0, PhantomData)
    }
}

impl<T: Word> Set<T> {
    /// Adds a word.
    pub fn insert(&mut self, word: T) {
        self.0 |= 1 << word.index();
    }

    /// Takes a word out.
    pub fn remove(&mut self, word: T) {
        self.0 &= !(1 << word.index());
    }

    /// Takes all words out.
    pub fn clear(&mut self) {
        self.0 = 0;
    }

    /// Whether the word is in it.
    pub fn contains(self, word: T) -> bool {
        self.0 & (1 << word.index()) != 0
    }

    /// Whether no word is in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many words are in it.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Its words, in the order of the list.
    pub fn iter(self) -> impl Iterator<Item = T> {
        T::ALL.iter().copied().filter(move |word| self.contains(*word))
    }
}

impl<T: Word> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(words: I) -> Self {
        let mut set = Self::default();
        words.into_iter().for_each(|word| set.insert(word));
        set
    }
}

/// Declares an enum whose variants have a code (data files, URLs) and a name in each language.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal, $en:literal, $fr:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
        pub enum $name {
            $($(#[$vdoc])* #[doc = concat!("`", $code, "`: ", $en)] #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every value, in the order in which readers meet them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The code in data files, URLs and exports.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The name for readers.
            pub const fn name(self, lang: $crate::domain::text::Lang) -> &'static str {
                match (self, lang) {
                    $((Self::$variant, $crate::domain::text::Lang::En) => $en,
                      (Self::$variant, $crate::domain::text::Lang::Fr) => $fr,)+
                }
            }

            /// The value with this code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }

        impl Word for $name {
            const ALL: &[Self] = $name::ALL;

            fn index(self) -> u32 {
                self as u32
            }
        }
    };
}

vocabulary! {
    /// A country of the record, in the order of its lanes.
    Country {
        Niger = "NE", "Niger", "Niger";
        Mali = "ML", "Mali", "Mali";
        BurkinaFaso = "BF", "Burkina Faso", "Burkina Faso";
    }
}

vocabulary! {
    /// What sort of thing happened.
    Kind {
        Coup = "coup", "Coup", "Coup d’État";
        Attack = "attack", "Attack", "Attaque";
        Mediation = "mediation", "Mediation", "Médiation";
        Withdrawal = "withdrawal", "Withdrawal", "Retrait";
        CoupAttempt = "coup-attempt", "Coup attempt", "Tentative de coup d’État";
        Pact = "pact", "Pact", "Pacte";
        Sanction = "sanction", "Sanction", "Sanction";
        Transition = "transition", "Transition", "Transition";
        Deployment = "deployment", "Deployment", "Déploiement";
        Protest = "protest", "Protest", "Manifestation";
        Other = "other", "Other", "Autre";
    }
}

vocabulary! {
    /// What an actor did or was in an event. Who carried out an attack is a statement of its own ([`Basis`]).
    Role {
        Perpetrator = "perpetrator", "carried out", "auteur";
        Target = "target", "target", "visé";
        Victim = "victim", "victims", "victimes";
        Responder = "responder", "responded", "intervenu";
        CoupLeader = "coup-leader", "led the coup", "meneur du coup d’État";
        Ousted = "ousted", "ousted", "renversé";
        Detained = "detained", "detained", "détenu";
        Mediator = "mediator", "mediator", "médiateur";
        Party = "party", "party", "partie";
        Signatory = "signatory", "signatory", "signataire";
        Host = "host", "host", "hôte";
        Monitor = "monitor", "monitor", "observateur";
        Organisation = "organisation", "organisation concerned", "organisation concernée";
        Withdrawing = "withdrawing", "withdrew", "se retire";
        Demanding = "demanding", "demanded it", "l’a exigé";
        Receiving = "receiving", "took over", "a pris le relais";
        Deploying = "deploying", "deployed", "déployé";
        Imposing = "imposing", "imposed it", "l’a imposé";
        Sanctioned = "sanctioned", "under sanctions", "sanctionné";
        Supporter = "supporter", "supported it", "soutien";
        Opponent = "opponent", "opposed it", "opposé";
        Announcer = "announcer", "announced it", "l’a annoncé";
        Participant = "participant", "took part", "participant";
        Hostage = "hostage", "hostage", "otage";
        Addressee = "addressee", "addressed", "destinataire";
        Outgoing = "outgoing", "left office", "quitte ses fonctions";
        Incoming = "incoming", "took office", "prend ses fonctions";
        Accused = "accused", "accused", "mis en cause";
        Court = "court", "court", "juridiction";
    }
}

vocabulary! {
    /// On what it rests that somebody carried out an attack. The five are different things and stay apart.
    Basis {
        Claimed = "claimed", "claimed by", "revendiquée par";
        Acknowledged = "acknowledged", "acknowledged by", "reconnue par";
        Attributed = "attributed", "attributed to", "attribuée à";
        Suspected = "suspected", "suspected:", "soupçonné :";
        NotNamed = "not-named", "not named", "non désigné";
    }
}

vocabulary! {
    /// How an event is tied to another, read from the one that names the tie: this event ... that one.
    /// [`Relation::seen_from_the_other`] names the same tie from the other end.
    Relation {
        PartOf = "part-of", "Part of", "Fait partie de";
        SameOperation = "same-operation", "Same operation", "Même opération";
        RetaliationFor = "retaliation-for", "In retaliation for", "En représailles à";
        CarriesOut = "carries-out", "Carries out what was announced", "Exécute ce qui a été annoncé";
        TrialOf = "trial-of", "Justice after", "Suites judiciaires de";
        Answers = "answers", "In answer to", "En réponse à";
        Reverses = "reverses", "Undoes", "Annule ou suspend";
        FollowsFrom = "follows-from", "Consequence of", "Conséquence de";
        SeeAlso = "see-also", "See also", "Voir aussi";
    }
}

impl Relation {
    /// The name of the tie for a reader of the event that is named.
    pub const fn seen_from_the_other(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::PartOf, Lang::En) => "Covers",
            (Self::PartOf, Lang::Fr) => "Comprend",
            (Self::RetaliationFor, Lang::En) => "Retaliation",
            (Self::RetaliationFor, Lang::Fr) => "Représailles",
            (Self::CarriesOut, Lang::En) => "Carried out",
            (Self::CarriesOut, Lang::Fr) => "Exécution",
            (Self::TrialOf, Lang::En) => "Justice",
            (Self::TrialOf, Lang::Fr) => "Suites judiciaires",
            (Self::Answers, Lang::En) => "Answered",
            (Self::Answers, Lang::Fr) => "Réponse",
            (Self::Reverses, Lang::En) => "Undone or suspended",
            (Self::Reverses, Lang::Fr) => "Annulation ou suspension",
            (Self::FollowsFrom, Lang::En) => "Consequences",
            (Self::FollowsFrom, Lang::Fr) => "Conséquences",
            (Self::SameOperation | Self::SeeAlso, lang) => self.name(lang),
        }
    }
}

vocabulary! {
    /// How well an event is supported ([`super::confidence`]).
    Confidence {
        High = "high", "high", "élevée";
        Medium = "medium", "medium", "moyenne";
        Low = "low", "low", "faible";
    }
}

vocabulary! {
    /// From where a place's point comes.
    PointSource {
        Geonames = "geonames", "GeoNames", "GeoNames";
        Ucdp = "ucdp", "UCDP Georeferenced Event Dataset", "base UCDP GED";
        Reports = "reports", "the pages cited", "les pages citées";
        Editors = "editors", "placed by the editors between named places", "placé par la rédaction entre des lieux nommés";
    }
}

vocabulary! {
    /// How far a figure's own speaker has gone with it.
    Status {
        Provisional = "provisional", "provisional", "provisoire";
        Revised = "revised", "revised", "révisé";
        Final = "final", "final", "définitif";
        Disputed = "disputed", "disputed", "contesté";
    }
}

vocabulary! {
    /// What a claim does.
    Stance {
        Asserts = "asserts", "says", "affirme";
        Denies = "denies", "denies", "dément";
        Confirms = "confirms", "confirms", "confirme";
        Retracts = "retracts", "retracts", "se rétracte";
        ClaimsResponsibility = "claims-responsibility", "claims responsibility", "revendique";
    }
}

vocabulary! {
    /// How exactly a place is known.
    Precision {
        Exact = "exact", "exact place", "lieu exact";
        Town = "town", "town or village", "localité";
        Area = "area", "area around it", "environs";
        Region = "region", "region", "région";
        Country = "country", "country", "pays";
    }
}

vocabulary! {
    /// What sort of actor somebody is. `people` are speakers and groups without a name ("residents").
    ActorType {
        State = "state", "State body", "Organe de l’État";
        Military = "military", "Armed forces", "Forces armées";
        ArmedGroup = "armed-group", "Armed group", "Groupe armé";
        Militia = "militia", "Militia", "Milice";
        Bloc = "bloc", "International organisation", "Organisation internationale";
        Un = "un", "United Nations", "Nations unies";
        Ngo = "ngo", "Non-governmental organisation", "Organisation non gouvernementale";
        Company = "company", "Company", "Entreprise";
        CivilSociety = "civil-society", "Civil society", "Société civile";
        Political = "political", "Political movement", "Mouvement politique";
        Religious = "religious", "Religious body", "Instance religieuse";
        Person = "person", "Person", "Personne";
        Media = "media", "News organisation", "Média";
        Reference = "reference", "Reference work or dataset", "Ouvrage ou base de référence";
        People = "people", "People not named", "Personnes non nommées";
    }
}

vocabulary! {
    /// Of whom a figure speaks. The names are plurals; [`Who::one`] has the singulars.
    Who {
        People = "people", "people", "personnes";
        Civilians = "civilians", "civilians", "civils";
        Men = "men", "men", "hommes";
        Women = "women", "women", "femmes";
        Children = "children", "children", "enfants";
        Villagers = "villagers", "villagers", "villageois";
        Traders = "traders", "traders", "commerçants";
        Workers = "workers", "workers", "travailleurs";
        Foreigners = "foreigners", "foreign nationals", "ressortissants étrangers";
        Officials = "officials", "officials", "responsables";
        AidWorkers = "aid-workers", "aid workers", "humanitaires";
        Journalists = "journalists", "journalists", "journalistes";
        Worshippers = "worshippers", "worshippers", "fidèles";
        Passengers = "passengers", "passengers", "passagers";
        Miners = "miners", "miners", "orpailleurs";
        Drivers = "drivers", "drivers", "conducteurs";
        Soldiers = "soldiers", "soldiers", "militaires";
        Gendarmes = "gendarmes", "gendarmes", "gendarmes";
        Police = "police", "police officers", "policiers";
        Guards = "guards", "national guards", "gardes nationaux";
        Customs = "customs", "customs officers", "douaniers";
        Foresters = "foresters", "forestry officers", "agents des eaux et forêts";
        Volunteers = "volunteers", "army volunteers (VDP)", "volontaires pour la défense de la patrie (VDP)";
        SecurityForces = "security-forces", "members of the security forces", "membres des forces de sécurité";
        Peacekeepers = "peacekeepers", "peacekeepers", "Casques bleus";
        Militia = "militia", "militia members", "miliciens";
        Mercenaries = "mercenaries", "Russian fighters", "combattants russes";
        Troops = "troops", "troops", "militaires";
        Hostages = "hostages", "hostages", "otages";
        Detainees = "detainees", "detainees", "détenus";
        Refugees = "refugees", "refugees", "réfugiés";
        Displaced = "displaced", "displaced people", "déplacés";
        Protesters = "protesters", "protesters", "manifestants";
        Mutineers = "mutineers", "mutineers", "mutins";
        Assailants = "assailants", "assailants", "assaillants";
        Fighters = "fighters", "fighters", "combattants";
        Suspects = "suspects", "suspects", "suspects";
    }
}

vocabulary! {
    /// What happened to those of whom a figure speaks. In French `*` stands where the participle agrees.
    What {
        Killed = "killed", "killed", "tué*";
        Wounded = "wounded", "wounded", "blessé*";
        KilledOrWounded = "killed-or-wounded", "killed or wounded", "tué* ou blessé*";
        KilledOrMissing = "killed-or-missing", "killed or missing", "tué* ou disparu*";
        Missing = "missing", "missing", "disparu*";
        Abducted = "abducted", "abducted", "enlevé*";
        Captured = "captured", "captured", "capturé*";
        Freed = "freed", "freed", "libéré*";
        Arrested = "arrested", "arrested", "arrêté*";
        Displaced = "displaced", "displaced", "déplacé*";
        TakingPart = "taking-part", "taking part", "engagé*";
        Present = "present", "present", "présent*";
        Leaving = "leaving", "leaving", "en partance";
        Arriving = "arriving", "arriving", "en cours d’arrivée";
    }
}

impl Who {
    /// Whether people so called count as victims: those who attack do not.
    pub const fn is_victim(self) -> bool {
        !matches!(self, Self::Assailants | Self::Fighters | Self::Suspects)
    }

    /// The English and French singular, and whether the French noun is feminine.
    pub const fn one(self) -> (&'static str, &'static str, bool) {
        match self {
            Self::People => ("person", "personne", true),
            Self::Civilians => ("civilian", "civil", false),
            Self::Men => ("man", "homme", false),
            Self::Women => ("woman", "femme", true),
            Self::Children => ("child", "enfant", false),
            Self::Villagers => ("villager", "villageois", false),
            Self::Traders => ("trader", "commerçant", false),
            Self::Workers => ("worker", "travailleur", false),
            Self::Foreigners => ("foreign national", "ressortissant étranger", false),
            Self::Officials => ("official", "responsable", false),
            Self::AidWorkers => ("aid worker", "humanitaire", false),
            Self::Journalists => ("journalist", "journaliste", false),
            Self::Worshippers => ("worshipper", "fidèle", false),
            Self::Passengers => ("passenger", "passager", false),
            Self::Miners => ("miner", "orpailleur", false),
            Self::Drivers => ("driver", "conducteur", false),
            Self::Soldiers => ("soldier", "militaire", false),
            Self::Gendarmes => ("gendarme", "gendarme", false),
            Self::Police => ("police officer", "policier", false),
            Self::Guards => ("national guard", "garde national", false),
            Self::Customs => ("customs officer", "douanier", false),
            Self::Foresters => ("forestry officer", "agent des eaux et forêts", false),
            Self::Volunteers => ("army volunteer (VDP)", "volontaire pour la défense de la patrie (VDP)", false),
            Self::SecurityForces => ("member of the security forces", "membre des forces de sécurité", false),
            Self::Peacekeepers => ("peacekeeper", "Casque bleu", false),
            Self::Militia => ("militia member", "milicien", false),
            Self::Mercenaries => ("Russian fighter", "combattant russe", false),
            Self::Troops => ("soldier", "militaire", false),
            Self::Hostages => ("hostage", "otage", false),
            Self::Detainees => ("detainee", "détenu", false),
            Self::Refugees => ("refugee", "réfugié", false),
            Self::Displaced => ("displaced person", "déplacé", false),
            Self::Protesters => ("protester", "manifestant", false),
            Self::Mutineers => ("mutineer", "mutin", false),
            Self::Assailants => ("assailant", "assaillant", false),
            Self::Fighters => ("fighter", "combattant", false),
            Self::Suspects => ("suspect", "suspect", false),
        }
    }
}
