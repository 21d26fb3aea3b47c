"""English words of headers."""

from collections.abc import Mapping

NAMES: Mapping[str, str] = {
    "EMAIL": "email emails mail emailaddress mailbox",
    "PHONE": "phone phones telephone tel telno fax mobile cell cellphone phonenumber telephonenumber hotline msisdn",
    "URL": "url urls uri website websites web link links homepage weblink webpage webcast href site hyperlink",
    "IP": "ip ipv ipaddress ipaddr",
    "MAC": "mac macaddress macaddr",
    "UUID": "uuid guid globalid",
    "HOSTNAME": "hostname host domain fqdn servername",
    "HASH": "hash md sha sha1 sha256 md5 checksum digest fingerprint",
    "IDENTIFIER": "id ids identifier ident code codes cd key number no num nbr ref reference uid objectid vin isin sku"
    " isbn issn iban serial account acct barcode ein fips license licence docket passport ssn",
    "POSTAL_CODE": "zip zips zipcode zipcodes postal postcode postalcode zip4 plz pincode eircode",
    "ADDRESS": "address addresses addr street location address1 address2 streetaddress residence",
    "LATITUDE": "lat lats latitude latitudes ycoord",
    "LONGITUDE": "lon long lng longitude longitudes longs xcoord",
    "COORDINATE": "coordinate coordinates coord coords geolocation geopoint geom latlng latlon latlong geocode geocoded"
    " geocoordinates gps position point location geo",
    "COUNTRY_CODE": "country countries nation nationality iso2 iso3 countrycode citizenship",
    "COUNTRY_NAME": "country countries nation nationality citizenship",
    "CURRENCY_CODE": "currency currencies ccy curr currencycode iso4217",
    "LANGUAGE_CODE": "language languages lang locale langcode alpha2",
    "COLOR": "color colour colors colours rgb hex hexcolor",
    "YEAR": "year years yr yrs yyyy built vintage",
    "DATE": "date dates day dob birthday birthdate dt deadline asof born",
    "DATETIME": "datetime timestamp date dates created updated modified ts time at when instant",
    "TIME": "time times hour hours open close opens closes opening closing clock",
    "DURATION": "duration elapsed runtime length period interval lead time",
    "PERCENT": "percent percentage pct ratio rate share proportion percents",
    "MONEY": "price prices amount amt cost costs fee fees salary wage wages revenue income budget payment paid total"
    " fare tax balance expense expenses value sales charge charges profit profits assets",
    "BOOLEAN": "is has flag ind indicator active enabled yn bool boolean exists allowed available valid verified can"
    " was were should did does resident answer yesno optin",
    "INTEGER": "count counts quantity qty population num number age total rank sequence seq size votes units",
    "DECIMAL": "score mean average avg distance weight height width area depth speed temperature rate ratio index",
    "ENUM": "gender sex race ethnicity ethnic status state type category class grade kind level group quarter method"
    " priority severity mode stage role tier",
    "STRING": "name names title city town county brand label version model street platform short publisher vendor",
    "TEXT": "description descriptions desc comment comments note notes remark remarks text summary abstract reason"
    " reasons details detail message body content narrative lyrics headline definition title",
    "IMAGE": "image images photo photos picture pictures img icon logo thumbnail avatar",
    "FILE": "file files filename attachment attachments document documents",
    "ARRAY": "tags tag labels list keywords items array values",
    "OBJECT": "metadata json object payload geometry properties attributes meta",
}
"""What each word names."""

_COMMON_WORDS = """
    last first issue issued expiry expiration expire effective start end begin filing file filed report reported
    arrest mail mailing contact prop property primary secondary customer client employer employee owner vendor user
    member birth death due order ship shipping bill billing home work business office company school student parent
    emergency person driver vehicle stop route trip agency shape pt feed record create update delete close closed
    open opened opening closing license permit case event incident crime install installed build sale sold purchase
    buy sell net gross sub grand old new current previous next prior original actual estimated planned max min
    average total main alternate other additional online public private local utc global state city county region
    district area zone block lot unit floor room building place site store branch department division section team
    group full middle given family nick user login account bank card credit debit tax invoice receipt transaction
    trans item product model part serial batch version reg registration registered entry exit arrival departure pick
    up drop off check in out sign log to from by and or per of the my our is has parcel seller buyer driver machine
    device sensor station tract precinct ward view verify health care profession view more information approved
    received accepted rejected submitted completed
"""
COMMON = frozenset(_COMMON_WORDS.split())
"""Words of headers that name no type alone."""
