"""What the demo institution says in other languages about one concept."""

from cms.demo.subjects import Block, Text

ONE_VISIT_IN = {
    "ar": Text(
        "زيارة واحدة ونموذج واحد: طلب معاش الورثة",
        "بعد الوفاة تزوروننا مرة واحدة وتوقّعون نموذجًا واحدًا. ونحن نتولّى جمع بقية الأوراق.",
        (
            Block(
                "summary",
                "يحتاج الطلب اليوم إلى أربعة نماذج ونحو ثلاث زيارات. نريد أن نجرّب زيارة واحدة ونموذجًا واحدًا.",
            ),
            Block("who_it_concerns", "أنتم، إذا توفي شريك حياتكم أو أحد والديكم وكان لكم حق في معاش الورثة."),
            Block(
                "what_changes",
                "تحجزون زيارة واحدة في المكتب أو في منزلكم. يملأ أحد الموظفين النموذج معكم. "
                "ونطلب نحن الأوراق من السجل المدني والمصرف وآخر صاحب عمل، فلا تحتاجون إلى طلبها.",
            ),
            Block(
                "rights_and_obligations",
                "يحق لكم أن يرافقكم شخص، وأن تحصلوا مجانًا على مترجم أو مترجمة كما تختارون. "
                "يجب أن تخبرونا خلال 30 يومًا إذا تزوجتم من جديد أو بدأتم العمل.",
            ),
        ),
    ),
    "es": Text(
        "Una visita y un formulario: solicitar una pensión de supervivencia",
        "Después de una muerte usted vendría una vez y firmaría un formulario. Nosotros reuniríamos los demás papeles.",
        (
            Block(
                "summary",
                "Hoy una solicitud exige cuatro formularios y unas tres visitas. Queremos probar con una visita y un "
                "formulario.",
            ),
            Block(
                "who_it_concerns",
                "A usted, si ha muerto su pareja, su padre o su madre y puede tener derecho a una pensión de "
                "supervivencia.",
            ),
            Block(
                "what_changes",
                "Usted reserva una visita en una oficina o en su casa. El personal rellena el formulario con usted. "
                "Pedimos los papeles al registro civil, al banco y a la última empresa, así que usted no tiene que "
                "pedirlos.",
            ),
            Block(
                "rights_and_obligations",
                "Tiene derecho a venir con otra persona y a un intérprete gratuito, mujer u hombre, como prefiera. "
                "Debe avisarnos en un plazo de 30 días si vuelve a casarse o empieza a trabajar.",
            ),
        ),
    ),
    "fr": Text(
        "Une visite, un formulaire : demander une pension de survivant",
        "Après un décès, vous viendriez une seule fois et signeriez un formulaire. Nous réunirions les autres papiers.",
        (
            Block(
                "summary",
                "Aujourd’hui, une demande exige quatre formulaires et environ trois visites. Nous voulons essayer avec "
                "une visite et un formulaire.",
            ),
            Block(
                "who_it_concerns",
                "Vous, si votre conjoint, votre père ou votre mère est mort et que vous avez peut-être droit à une "
                "pension de survivant.",
            ),
            Block(
                "what_changes",
                "Vous réservez une visite dans un bureau ou chez vous. Le personnel remplit le formulaire avec vous. "
                "Nous demandons les papiers à l’état civil, à la banque et au dernier employeur : vous n’avez pas à le "
                "faire.",
            ),
            Block(
                "rights_and_obligations",
                "Vous avez le droit de venir avec quelqu’un et d’avoir un interprète gratuit, une femme ou un homme, "
                "comme vous le souhaitez. Vous devez nous prévenir dans les 30 jours si vous vous remariez ou "
                "commencez à travailler.",
            ),
        ),
    ),
}
