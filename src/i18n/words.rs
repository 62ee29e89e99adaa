//! The texts of the interface, in both languages; a missing one does not compile.

use crate::domain::{
    filter::{FieldError, MAX_TEXT, Problem},
    text::Lang,
};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $en:literal, $fr:literal;)+) => {
        /// The texts of one language.
        pub struct Words {
            $(#[doc = $en] pub $name: &'static str,)+
        }

        const EN: Words = Words { $($name: $en),+ };
        const FR: Words = Words { $($name: $fr),+ };
    };
}

/// The texts of a language.
pub const fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::En => &EN,
        Lang::Fr => &FR,
    }
}

words! {
    site = "Sahel Timeline", "Sahel Timeline";
    tagline = "What happened in Niger, Mali and Burkina Faso, and who says so", "Ce qui s’est passé au Niger, au Mali et au Burkina Faso, et qui l’affirme";
    description = "A sourced timeline of coups, attacks, mediation claims and troop withdrawals in Niger, Mali and Burkina Faso. Every statement says who made it, and when.", "Une chronologie sourcée des coups d’État, attaques, médiations et retraits de troupes au Niger, au Mali et au Burkina Faso. Chaque déclaration dit qui l’a faite, et quand.";
    skip = "Skip to the events", "Aller aux événements";
    about = "About the record", "À propos des données";
    other_language = "Français", "English";
    filter = "Filter", "Filtrer";
    countries = "Countries", "Pays";
    kinds = "Kinds", "Types";
    from = "From", "Du";
    to = "To", "Au";
    date_example = "2023, 2023-10 or 2023-10-02", "2023, 2023-10 ou 2023-10-02";
    search = "Search", "Rechercher";
    show = "Show", "Afficher";
    clear = "Clear all", "Tout effacer";
    all_events = "all events", "tous les événements";
    in_pictures = "Each mark is an event; an attack’s circle grows with the number of people reported killed, filled up to the lowest statement and ringed at the highest. A hatched window is one day that nobody gave; a bar is how long something lasted. The list below says the same in words.", "Chaque repère est un événement ; le cercle d’une attaque grandit avec le nombre de morts annoncé, plein jusqu’au bilan le plus bas, cerclé au plus haut. Une fenêtre hachurée est un jour que personne n’a précisé ; une barre, une durée. La liste ci-dessous dit la même chose avec des mots.";
    events = "Events", "Événements";
    download = "Download this selection", "Télécharger cette sélection";
    newest_first = "Newest first", "Les plus récents d’abord";
    oldest_first = "Oldest first", "Les plus anciens d’abord";
    previous = "Previous page", "Page précédente";
    next = "Next page", "Page suivante";
    pages = "Pages of the list", "Pages de la liste";
    none = "No event matches this filter.", "Aucun événement ne correspond à ce filtre.";
    none_hint = "Widen the dates, choose fewer kinds, or", "Élargissez les dates, choisissez moins de types ou";
    none_link = "show all events", "affichez tous les événements";
    no_such_page = "The list has no such page.", "La liste n’a pas cette page.";
    first_page = "Go to its first page", "Aller à la première page";
    possibly = "possibly in these dates", "peut-être dans ces dates";
    who_says_what = "Who says what", "Qui dit quoi";
    figures = "Figures", "Chiffres";
    figures_none = "No figure is known.", "Aucun chiffre n’est connu.";
    sources = "Sources by origin", "Sources par origine";
    related = "Related events", "Événements liés";
    told_by = "Told by", "Raconté par";
    confidence = "Confidence", "Confiance";
    how_confidence = "How this is decided", "Comment elle est établie";
    revisions = "Corrections", "Corrections";
    changes = "Changes", "Modifications";
    changes_lead = "Every correction of an event, with its day and its reason, newest first. Additions are not listed one by one.", "Chaque correction d’un événement, avec sa date et sa raison, de la plus récente à la plus ancienne. Les ajouts ne sont pas énumérés.";
    changes_feed = "Atom feed", "Flux Atom";
    whole_record = "The record as a whole", "L’ensemble des données";
    actors = "Actors", "Acteurs";
    places = "Places", "Lieux";
    also_called = "Also called", "Autres noms";
    belongs_to = "Belongs to", "Relève de";
    comprises = "Comprises", "Comprend";
    period = "Period", "Période";
    takes_part = "Takes part in", "Prend part à";
    speaks = "Speaks, or is the origin of a report, on", "S’exprime, ou est à l’origine d’un article, sur";
    lies_in = "Lies in", "Se trouve dans";
    point = "Point", "Point";
    places_within = "Places within it", "Lieux qui s’y trouvent";
    no_events_here = "No event of the record is tied to it.", "Aucun événement ne s’y rattache.";
    context = "People displaced", "Personnes déplacées";
    context_lead = "Totals at the end of each year, as the bodies named here count them. They are context: no event rests on them, and they are never added to a toll.", "Totaux à la fin de chaque année, tels que les comptent les organismes cités. C’est un contexte : aucun événement ne repose sur eux et ils ne s’ajoutent jamais à un bilan.";
    method = "Method", "Méthode";
    year = "Year", "Année";
    cite = "Cite this event", "Citer cet événement";
    when = "When", "Quand";
    when_by_speaker = "The date is a statement too:", "La date est aussi une déclaration :";
    where_ = "Where", "Où";
    who = "Who", "Qui";
    not_known = "Not known", "Non connu";
    date_not_known = "date of the statement not known", "date de la déclaration inconnue";
    answers = "in answer", "en réponse";
    origin = "Origin", "Origine";
    copies = "The same origin may stand behind several pages.", "Une même origine peut se trouver derrière plusieurs pages.";
    no_claims = "No statement other than the figures is recorded.", "Aucune déclaration autre que les chiffres n’est enregistrée.";
    covers_others = "This entry sums up single events; its figures are not added to theirs.", "Cette entrée résume plusieurs événements ; ses chiffres ne s’ajoutent pas aux leurs.";
    back = "Back to the timeline", "Retour à la chronologie";
    not_found = "This page does not exist", "Cette page n’existe pas";
    not_found_text = "The address may be mistyped, or the page may never have been. Ids of events never change: a link that once worked still does.", "L’adresse est peut-être mal saisie, ou la page n’a jamais existé. Les identifiants des événements ne changent jamais : un lien qui a fonctionné fonctionne toujours.";
    near = "Did you mean one of these events?", "Cherchiez-vous l’un de ces événements ?";
    record = "Record", "Données";
    licence = "Record: CC BY 4.0; the sources keep their own rights.", "Données : CC BY 4.0 ; les sources gardent leurs droits.";
    details_failed = "Details could not be loaded; the headlines are complete.", "Les détails n’ont pas pu être chargés ; les titres sont complets.";
    colours = "Colours", "Couleurs";
    colours_system = "as the system", "selon le système";
    colours_light = "light", "claires";
    colours_dark = "dark", "sombres";
}

/// What is wrong with a value and what to do, for a reader.
pub fn problem(error: &FieldError, lang: Lang) -> String {
    let FieldError { name, value, .. } = error;
    match (error.problem, lang) {
        (Problem::NotOneOf, Lang::En) => format!("“{value}” is not one of the choices."),
        (Problem::NotOneOf, Lang::Fr) => {
            format!("«\u{a0}{value}\u{a0}» ne fait pas partie des choix.")
        }
        (Problem::NotADate, Lang::En) => {
            format!("“{value}” is not a date: type a year, a month or a day, such as 2023, 2023-10 or 2023-10-02.")
        }
        (Problem::NotADate, Lang::Fr) => format!(
            "«\u{a0}{value}\u{a0}» n’est pas une date\u{a0}: saisissez une année, un mois ou un jour, par exemple 2023, 2023-10 ou 2023-10-02."
        ),
        (Problem::EndsBeforeStart, Lang::En) => format!("“{value}” lies before the first date."),
        (Problem::EndsBeforeStart, Lang::Fr) => {
            format!("«\u{a0}{value}\u{a0}» précède la première date.")
        }
        (Problem::TooLong, Lang::En) => {
            format!("The search text is longer than {MAX_TEXT} characters.")
        }
        (Problem::TooLong, Lang::Fr) => {
            format!("Le texte recherché dépasse {MAX_TEXT} caractères.")
        }
        (Problem::NotAPage, Lang::En) => format!("“{value}” is not a page number."),
        (Problem::NotAPage, Lang::Fr) => {
            format!("«\u{a0}{value}\u{a0}» n’est pas un numéro de page.")
        }
        (Problem::Twice, Lang::En) => format!("“{name}” is given twice."),
        (Problem::Twice, Lang::Fr) => format!("«\u{a0}{name}\u{a0}» est indiqué deux fois."),
        (Problem::Unknown, Lang::En) => format!("There is no filter “{name}”."),
        (Problem::Unknown, Lang::Fr) => format!("Il n’existe pas de filtre «\u{a0}{name}\u{a0}»."),
    }
}
