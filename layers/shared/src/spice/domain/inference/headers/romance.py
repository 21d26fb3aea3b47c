"""French and Spanish words of headers: open data is full of them."""

from collections.abc import Mapping

NAMES: Mapping[str, str] = {
    "EMAIL": "correo courriel mel correos email",
    "PHONE": "telephone téléphone teléfono telefono celular portable móvil movil",
    "URL": "enlace lien liens sitio adresse_web internet",
    "IDENTIFIER": "identifiant identificador código codigo code numéro numero siret siren siège clave nit cédula"
    " cedula",
    "POSTAL_CODE": "codepostal códigopostal codigopostal postal",
    "ADDRESS": "adresse dirección direccion voie domicilio ubicación ubicacion lieu calle",
    "LATITUDE": "latitud latitude",
    "LONGITUDE": "longitud longitude",
    "COORDINATE": "coordonnées coordonnees coordenadas ubicación ubicacion georeferencia",
    "COUNTRY_CODE": "pays país pais",
    "COUNTRY_NAME": "pays país pais nationalité nacionalidad",
    "CURRENCY_CODE": "devise moneda",
    "LANGUAGE_CODE": "langue idioma",
    "COLOR": "couleur",
    "YEAR": "année annee año ano",
    "DATE": "fecha jour maj nacimiento naissance",
    "DATETIME": "fecha horodatage",
    "TIME": "heure hora",
    "DURATION": "durée duree duración duracion",
    "PERCENT": "pourcentage porcentaje taux tasa",
    "MONEY": "prix precio montant monto valor costo coût cout salaire salario tarif",
    "BOOLEAN": "est presence présence estado",
    "INTEGER": "nombre nb cantidad total población effectif effectifs",
    "DECIMAL": "largeur longueur hauteur superficie surface puissance",
    "ENUM": "genre sexe sexo género genero statut estado tipo catégorie",
    "STRING": "nom nombre prenom prénom commune ville ciudad municipio nom",
    "TEXT": "commentaire commentaires observations observation remarque descriptif descripción descripcion",
    "IMAGE": "photo imagen",
    "FILE": "fichier archivo",
}
"""What each word names."""

_COMMON_WORDS = """
    nom de la le les du des del el en sur par pour contact debut début fin fecha anterior hijo corte instalacion
    cabecera municipio entidad factura nacido vivo site
"""
COMMON = frozenset(_COMMON_WORDS.split())
"""Words of headers that name no type alone."""
