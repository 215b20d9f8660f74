#include "sim/lambda/process/certificates.hpp"

#include <map>

#include <boost/asio/ssl/context.hpp>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "sim/value/ensure.hpp"

namespace ddbsim::lambda::process {
namespace {

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* pointer) const noexcept {
    Free(pointer);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

Key make_key() {
  Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  value::ensure(key != nullptr, "OpenSSL makes a key");
  return key;
}

void add_extension(X509* certificate, X509* issuer, int id, const std::string& text) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, id, text.c_str()));
  value::ensure(extension != nullptr, "OpenSSL knows the extension");
  X509_add_ext(certificate, extension.get(), -1);
}

void set_name(X509_NAME* name, const std::string& common_name) {
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.data()),
                             static_cast<int>(common_name.size()), -1, 0);
}

/// Without extensions and signature.
Certificate make_certificate(const std::string& common_name, EVP_PKEY* key, long serial) {
  Certificate certificate(X509_new());
  value::ensure(certificate != nullptr, "OpenSSL makes a certificate");
  constexpr long kVersion3 = 2;
  X509_set_version(certificate.get(), kVersion3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate.get()), "19700101000000Z");
  ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate.get()), "20991231235959Z");
  X509_set_pubkey(certificate.get(), key);
  // A name takes 64 characters; who it is for stands in the alternative names.
  set_name(X509_get_subject_name(certificate.get()), common_name.substr(0, 64));
  return certificate;
}

bool is_address(const std::string& host) {
  return host.find(':') != std::string::npos ||
         host.find_first_not_of("0123456789.") == std::string::npos;
}

std::string pem_of(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

struct Certificates::State {
  Key authority_key = make_key();
  Key server_key = make_key();  ///< one for all hosts
  Certificate authority;
  std::map<std::string, boost::asio::ssl::context> servers;
  long serial = 1;
};

Certificates::Certificates() : state_(std::make_unique<State>()) {
  X509* const self =
      (state_->authority = make_certificate("ddbsim", state_->authority_key.get(), 1)).get();
  X509_set_issuer_name(self, X509_get_subject_name(self));
  add_extension(self, self, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(self, self, NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(self, self, NID_subject_key_identifier, "hash");
  X509_sign(self, state_->authority_key.get(), EVP_sha256());
}

Certificates::~Certificates() = default;

std::string Certificates::authority_pem() const { return pem_of(state_->authority.get()); }

boost::asio::ssl::context& Certificates::server(const std::string& host) {
  const auto [at, added] = state_->servers.try_emplace(host, boost::asio::ssl::context::tls_server);
  if (added) {
    X509* const issuer = state_->authority.get();
    const Certificate certificate =
        make_certificate(host, state_->server_key.get(), ++state_->serial);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer));
    add_extension(certificate.get(), issuer, NID_subject_alt_name,
                  (is_address(host) ? "IP:" : "DNS:") + host);
    add_extension(certificate.get(), issuer, NID_ext_key_usage, "serverAuth");
    add_extension(certificate.get(), issuer, NID_authority_key_identifier, "keyid");
    X509_sign(certificate.get(), state_->authority_key.get(), EVP_sha256());
    SSL_CTX* const context = at->second.native_handle();
    SSL_CTX_use_certificate(context, certificate.get());
    SSL_CTX_use_PrivateKey(context, state_->server_key.get());
  }
  return at->second;
}

}  // namespace ddbsim::lambda::process
