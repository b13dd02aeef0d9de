"""The words of a deck that no analysis writes, in the languages that a theme may ask for."""

from typing import Literal

Language = Literal["en", "pt", "es"]

# key -> English, Portuguese, Spanish
_WORDS = {
    "summary": ("Executive summary", "Sumário executivo", "Resumen ejecutivo"),
    "story": ("The story in four steps", "A história em quatro passos",
              "La historia en cuatro pasos"),
    "situation": ("Situation", "Situação", "Situación"),
    "task": ("Task", "Tarefa", "Tarea"),
    "action": ("Action", "Ação", "Acción"),
    "result": ("Result", "Resultado", "Resultado"),
    "decision": ("What to do now", "O que fazer agora", "Qué hacer ahora"),
    "do": ("Do", "Fazer", "Hacer"),
    "done": ("Data read and checked, features built, and all claims judged together, so that "
             "chance alone supports few of them",
             "Dados lidos e verificados, variáveis construídas e todas as hipóteses julgadas em "
             "conjunto, para que o acaso sozinho confirme poucas delas",
             "Datos leídos y comprobados, variables construidas y todas las hipótesis juzgadas en "
             "conjunto, para que el azar por sí solo confirme pocas de ellas"),
    "prepared": ("Data read and checked, and features built",
                 "Dados lidos e verificados, e variáveis construídas",
                 "Datos leídos y comprobados, y variables construidas"),
    "rows_read": ("rows read and checked", "linhas lidas e verificadas",
                  "filas leídas y comprobadas"),
    "features_built": ("features built", "variáveis construídas", "variables construidas"),
    "claims_tested": ("claims tested", "hipóteses testadas", "hipótesis contrastadas"),
    "claims_supported": ("claims supported by the data", "hipóteses confirmadas pelos dados",
                         "hipótesis confirmadas por los datos"),
    "answered": ("A clear answer to {clear} of {asked} questions",
                 "Resposta clara para {clear} de {asked} perguntas",
                 "Respuesta clara a {clear} de {asked} preguntas"),
    "answered_one": ("The question has a clear answer", "A pergunta tem uma resposta clara",
                     "La pregunta tiene una respuesta clara"),
    "answered_none": ("No clear answer yet", "Ainda sem resposta clara",
                      "Todavía sin respuesta clara"),
    "evidence": ("Because", "Por quê", "Por qué"),
    "caution": ("What calls for caution", "O que pede cautela", "Qué exige cautela"),
    "chance": ("Chance alone", "Só o acaso", "Solo el azar"),
    "how": ("Method", "Método", "Método"),
    "from": ("From", "Com base em", "A partir de"),
    "until": ("Observed until", "Observados até", "Observados hasta"),
    "rows_left": ("the first {shown} of {rows} rows", "as primeiras {shown} de {rows} linhas",
                  "las primeras {shown} de {rows} filas"),
    "risk": ("Risk", "Risco", "Riesgo"),
    "method": ("Method and limits", "Método e limites", "Método y límites"),
    "data": ("Data", "Dados", "Datos"),
    "tests": ("Tests", "Testes", "Pruebas"),
    "assumptions": ("Assumptions", "Premissas", "Supuestos"),
    "appendix": ("Appendix", "Apêndice", "Apéndice"),
    "claims": ("All claims and their verdicts", "Todas as hipóteses e seus veredictos",
               "Todas las hipótesis y sus veredictos"),
    "claim": ("Claim", "Hipótese", "Hipótesis"),
    "verdict": ("Verdict", "Veredicto", "Veredicto"),
    "estimate": ("Estimate", "Estimativa", "Estimación"),
    "interval": ("95 % interval", "Intervalo de 95 %", "Intervalo del 95 %"),
    "supported": ("Supported", "Confirmada", "Confirmada"),
    "refuted": ("Refuted", "Refutada", "Refutada"),
    "inconclusive": ("Still open", "Em aberto", "Sin resolver"),
    "failed": ("Not tested", "Não testada", "No contrastada"),
    "nothing": ("No claim has been tested yet", "Nenhuma hipótese foi testada ainda",
                "Todavía no se ha probado ninguna hipótesis"),
    "stay_open": ("{open} claims were tested and stay open: the data do not settle them yet",
                  "{open} hipóteses foram testadas e seguem em aberto: os dados não as decidem",
                  "{open} hipótesis se probaron y siguen sin resolver: los datos no las deciden"),
    "stays_open": ("The claim was tested and stays open: the data do not settle it yet",
                   "A hipótese foi testada e segue em aberto: os dados ainda não a decidem",
                   "La hipótesis se probó y sigue sin resolver: los datos aún no la deciden"),
    "source": ("Source", "Fonte", "Fuente"),
    "made_in": ("Made in", "Gerado em", "Generado en"),
    "fingerprint": ("Data fingerprint", "Impressão digital dos dados", "Huella de los datos"),
    "limits": ("Limits", "Limites", "Límites"),
    "open_question": ("No answer yet", "Ainda sem resposta", "Todavía sin respuesta"),
    "notes": ("Speaker notes", "Notas do apresentador", "Notas del orador"),
    "keys": ("Arrow keys: next and back. S: speaker notes. P: print. O: overview.",
             "Setas: avançar e voltar. S: notas. P: imprimir. O: visão geral.",
             "Flechas: avanzar y volver. S: notas. P: imprimir. O: vista general."),
    "slide": ("Slide", "Slide", "Diapositiva"),
}  # fmt: skip
_ORDER = ("en", "pt", "es")


def fixed_word(key: str, language: Language) -> str:
    """Return a fixed word or phrase of the deck."""
    return _WORDS[key][_ORDER.index(language)]
