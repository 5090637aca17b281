"""Names for the object identifiers of the Russian algorithms (RFC 9215, 2 and 3; RFC 4357, 10.8).

The names follow asn1crypto's manner (`sha256_rsa`), where they are registered.
"""

from typing import Final

DIGESTS: Final = {
    "1.2.643.7.1.1.2.2": "streebog256",
    "1.2.643.7.1.1.2.3": "streebog512",
}
KEYS: Final = {
    "1.2.643.7.1.1.1.1": "gost3410_2012_256",
    "1.2.643.7.1.1.1.2": "gost3410_2012_512",
}
SIGNATURES: Final = {
    "1.2.643.7.1.1.3.2": "streebog256_gost3410",
    "1.2.643.7.1.1.3.3": "streebog512_gost3410",
    # In SignerInfo OpenSSL and CryptoPro name the algorithm by the key: both are read alike.
    **KEYS,
}
DIGEST_OF: Final = {
    "streebog256_gost3410": "streebog256",
    "streebog512_gost3410": "streebog512",
    "gost3410_2012_256": "streebog256",
    "gost3410_2012_512": "streebog512",
}
"""The digest that goes with a key or a signature algorithm: there is no choice."""
