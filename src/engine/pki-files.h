/* pki-files.h - what lies in the engine's PKI folder, by name. */
#pragma once

#define PKI_CA_CERT     "ca.pem"
#define PKI_CA_KEY      "ca.key"
#define PKI_ENGINE_CERT "engine.pem" /* of the engine on the links to hosts */
#define PKI_ENGINE_KEY  "engine.key"
#define PKI_SERVER_CERT "server.pem" /* of the REST listener */
#define PKI_SERVER_KEY  "server.key"
