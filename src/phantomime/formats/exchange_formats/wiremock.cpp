#include "phantomime/formats/exchange_formats/wiremock.hpp"

#include <array>

#include "phantomime/formats/exchange_formats/parsed_text.hpp"
#include "phantomime/formats/paths.hpp"

namespace phantomime::formats {
namespace {

constexpr std::array not_in_wiremock{
    Fact::number,  Fact::session,     Fact::connection, Fact::clock,    Fact::duration,    Fact::early_answer,
    Fact::interim, Fact::chunks,      Fact::trailers,   Fact::cut_body, Fact::body_digest, Fact::missing_body,
    Fact::secrets, Fact::target_form, Fact::raw_bytes,  Fact::version,  Fact::origin,      Fact::request_headers,
};

bool holds_json(const FileStore& files, const std::string& folder) {
  const auto entries = files.list(folder);
  if (!entries) return false;
  for (const FileStore::Entry& entry : *entries)
    if (entry.type == FileStore::Type::folder || entry.name.ends_with(".json")) return true;
  return false;
}

bool is_wiremock(const ConversionInput& input) {
  if (!input.source) {
    const std::string within = join(input.path, "mappings");
    if (input.files->type(within) == FileStore::Type::folder) return true;
    return name_of(input.path.ends_with('/') ? std::string_view{input.path}.substr(0, input.path.size() - 1)
                                             : std::string_view{input.path}) == "mappings" &&
           holds_json(*input.files, input.path);
  }
  const std::string_view text = input.text().substr(0, 65536);
  if (!looks_like_json(text)) return false;
  const auto has = [&](std::string_view key) { return text.find(key) != std::string_view::npos; };
  return has("\"mappings\"") ||
         (has("\"request\"") && has("\"response\"") && (has("\"url") || has("\"method\"")) && !has("\"entries\""));
}

}  // namespace

ExchangeFormat wiremock_format() noexcept {
  ExchangeFormat format;
  format.name = "wiremock";
  format.summary = "WireMock's stub mappings: a folder with mappings/ and __files/, or one file";
  format.holds = Holds::stubs;
  format.recognises = is_wiremock;
  format.cannot_carry = not_in_wiremock;
  format.write = write_wiremock;
  format.read_stubs = read_wiremock;
  format.write_stubs = write_wiremock_stubs;
  return format;
}

}  // namespace phantomime::formats
