#include "phantomime/cli/trust_bundle.hpp"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <utility>

#include <unistd.h>

#include "phantomime/net/system_error.hpp"

namespace phantomime::cli {
namespace {

constexpr std::size_t most_bundle_bytes = 64u << 20;

/// In the order in which programs that care themselves look: Debian, Red Hat, SUSE, Alpine and the BSDs.
constexpr const char* system_bundles[] = {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                                          "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"};

std::string variable(const Context& context, const char* name) {
  return context.environment ? context.environment(name).value_or("") : "";
}

std::string system_certificates(const Context& context) {
  std::vector<std::string> paths;
  for (const char* name : {"SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"})
    if (auto path = variable(context, name); !path.empty()) paths.push_back(std::move(path));
  paths.insert(paths.end(), std::begin(system_bundles), std::end(system_bundles));
  for (const std::string& path : paths)
    if (auto text = context.files.read(path, most_bundle_bytes)) return *std::move(text);
  return {};
}

Error cannot(const std::string& what, int error) {
  return {
      ErrorCode::io, "cannot write " + what + ": " + net::system_reason(error), {}, "name another folder in TMPDIR"};
}

}  // namespace

Result<TrustBundle> TrustBundle::make(const Context& context, const std::string& ca_file) {
  auto ours = context.files.read(ca_file, most_bundle_bytes);
  if (!ours) return ours.error();
  std::string text = system_certificates(context);
  if (!text.empty() && text.back() != '\n') text += '\n';
  text += *ours;
  std::string place = variable(context, "TMPDIR");
  if (place.empty()) place = "/tmp";
  std::string folder = place + "/phantomime-run-XXXXXX";
  if (!::mkdtemp(folder.data())) return cannot("in " + place, errno);
  TrustBundle bundle{folder};
  std::ofstream out{bundle.file(), std::ios::binary};
  out << text;
  out.close();
  if (!out) return cannot(bundle.file(), errno);
  return bundle;
}

TrustBundle::~TrustBundle() {
  if (folder_.empty()) return;
  ::unlink(file().c_str());
  ::rmdir(folder_.c_str());
}

}  // namespace phantomime::cli
