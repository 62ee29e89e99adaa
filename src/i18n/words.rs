//! The texts of the interface, in both languages; a missing one does not compile.

use crate::domain::{
    filter::{FieldError, MAX_TEXT, Problem},
    text::Lang,
};

/// Texts that the browser needs too, and those of pages alone, which stay out of its bundle.
macro_rules! words {
    (
        everywhere { $($name:ident = $en:literal, $fr:literal;)+ }
        pages { $($page_name:ident = $page_en:literal, $page_fr:literal;)+ }
    ) => {
        /// The texts of one language.
        pub struct Words {
            $(#[doc = $en] pub $name: &'static str,)+
            $(#[cfg(feature = "ssr")] #[doc = $page_en] pub $page_name: &'static str,)+
        }

        const EN: Words = Words { $($name: $en,)+ $(#[cfg(feature = "ssr")] $page_name: $page_en,)+ };
        const FR: Words = Words { $($name: $fr,)+ $(#[cfg(feature = "ssr")] $page_name: $page_fr,)+ };
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
    everywhere {
        search = "Search", "Rechercher";
        actor = "Actor or speaker", "Acteur ou locuteur";
        place = "Place", "Lieu";
        as_of = "As known on", "Selon ce qu’on savait le";
        by_said = "When it was said", "Date des déclarations";
        by_killed = "People reported killed", "Morts annoncés";
        take_off = "take this filter off", "retirer ce filtre";
        clear = "Clear all", "Tout effacer";
        date_not_known = "date not known", "date inconnue";
        details_failed = "Details could not be loaded; the headlines are complete.", "Les détails n’ont pas pu être chargés ; les titres sont complets.";
    }
    pages {
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
        date_example = "2023 or 2023-10-02", "2023 ou 2023-10-02";
        name_example = "Type a name", "Saisissez un nom";
        as_of_note = "Statements made later are hidden. Headlines and summaries were written later. Statements without a date are shown, and marked.", "Les déclarations postérieures sont masquées. Titres et résumés ont été rédigés plus tard. Les déclarations sans date sont affichées et signalées.";
        as_now = "As known now", "Ce qu’on sait aujourd’hui";
        clock = "Clock", "Horloge";
        by_happened = "When it happened", "Date des faits";
        undated = "Statements without a date have no place on this clock:", "Les déclarations sans date n’ont pas de place sur cette horloge :";
        measure = "Columns", "Colonnes";
        by_events = "Events", "Événements";
        presets = "Periods", "Périodes";
        whole_period = "Everything", "Tout";
        since_coup = "Since the coup:", "Depuis le coup d’État :";
        since_pact = "Since the Alliance of Sahel States, September 2023", "Depuis l’Alliance des États du Sahel, septembre 2023";
        last_year = "Last 12 months of the record", "Les 12 derniers mois des données";
        timeline = "Timeline", "Frise chronologique";
        timeline_help = "Left and right arrows move in time, plus and minus zoom, Home and End go to the ends, up and down go from event to event, Enter opens one.", "Flèches gauche et droite pour se déplacer dans le temps, plus et moins pour zoomer, Début et Fin pour aller aux extrémités, haut et bas pour passer d’un événement à l’autre, Entrée pour l’ouvrir.";
        how_to_move = "How to move through time", "Comment se déplacer dans le temps";
        wheel_help = "Drag the lanes, or the handles of the columns above them; pinch, or hold Ctrl and turn the wheel, to zoom.", "Faites glisser les lignes, ou les poignées des colonnes au-dessus ; pincez, ou tournez la molette en maintenant Ctrl, pour zoomer.";
        zoom_in = "Zoom in", "Agrandir";
        zoom_out = "Zoom out", "Réduire";
        earlier = "Earlier", "Plus tôt";
        later = "Later", "Plus tard";
        handle_from = "First day", "Premier jour";
        handle_to = "Last day", "Dernier jour";
        best_first = "Best match first", "Les plus pertinents d’abord";
        show = "Show", "Afficher";
        all_events = "all events", "tous les événements";
        in_pictures = "Each mark is an event; an attack’s circle grows with the number of people reported killed, filled up to the lowest statement and ringed at the highest. A hatched window is one day that nobody gave; a bar is how long something lasted; two halves are a claim and its denial. A number counts events for which there is no room: zoom in to see them. The list below says the same in words.", "Chaque repère est un événement ; le cercle d’une attaque grandit avec le nombre de morts annoncé, plein jusqu’au bilan le plus bas, cerclé au plus haut. Une fenêtre hachurée est un jour que personne n’a précisé ; une barre, une durée ; deux moitiés, une affirmation et son démenti. Un nombre compte les événements qui n’ont pas la place d’être dessinés : agrandissez pour les voir. La liste ci-dessous dit la même chose avec des mots.";
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
        colours = "Colours", "Couleurs";
        colours_system = "as the system", "selon le système";
        colours_light = "light", "claires";
        colours_dark = "dark", "sombres";
    }
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
        (Problem::NotInRecord, Lang::En) => format!("The record has no “{value}”: choose a name from the list."),
        (Problem::NotInRecord, Lang::Fr) => {
            format!("«\u{a0}{value}\u{a0}» ne figure pas dans les données\u{a0}: choisissez un nom de la liste.")
        }
        (Problem::Unknown, Lang::En) if name.is_empty() => {
            "A part of the address is no filter and was left out.".to_owned()
        }
        (Problem::Unknown, Lang::Fr) if name.is_empty() => {
            "Une partie de l’adresse n’est pas un filtre\u{a0}: elle a été ignorée.".to_owned()
        }
        (Problem::Unknown, Lang::En) => format!("There is no filter “{name}”."),
        (Problem::Unknown, Lang::Fr) => format!("Il n’existe pas de filtre «\u{a0}{name}\u{a0}»."),
    }
}
