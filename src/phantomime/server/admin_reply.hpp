#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "phantomime/base/document.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/http/url.hpp"

namespace phantomime::server {

/// JSON, never cached. What came from clients need not be UTF-8: it is mended.
[[nodiscard]] http::Reply json_reply(int status, const OrderedJson& body);

/// What is wrong with a request, and where.
struct Fault {
  enum class In { query, body, path, header };
  In in = In::body;
  std::string name;                    ///< the parameter or header; of a body the JSON Pointer to the member
  std::string detail;                  ///< a sentence without a full stop
  std::string hint;                    ///< what to do; may be empty
  std::uint32_t line = 0, column = 0;  ///< in the body, from 1; 0: unknown
};

/// RFC 9457 problem JSON: type, title, status, detail, and `errors` with a member for each fault: `pointer` (of the
/// body), `parameter` or `header`, `detail`, `hint`, `line`, `column`.
[[nodiscard]] http::Reply problem(int status, std::string_view detail, const std::vector<Fault>& faults = {});
/// The same with the first fault as the detail.
[[nodiscard]] http::Reply problem(int status, const std::vector<Fault>& faults);

/// The faults that loading a body found, redacted.
[[nodiscard]] std::vector<Fault> faults_of(const Errors& errors, const Document& body);
/// The body of a request as a located tree; where it is no JSON, the reply that says so.
[[nodiscard]] std::optional<Document> read_body(const std::string& body, http::Reply& refusal);

/// Reads query parameters; keeps the first that is wrong.
class QueryReader {
 public:
  explicit QueryReader(const http::Fields& query) : query_{query} {}
  [[nodiscard]] std::optional<std::uint64_t> number(std::string_view name, std::uint64_t low, std::uint64_t high);
  [[nodiscard]] std::optional<bool> flag(std::string_view name);
  [[nodiscard]] const std::string* text(std::string_view name) const;
  void wrong(std::string_view name, std::string detail, std::string hint);
  [[nodiscard]] const std::vector<Fault>& faults() const noexcept { return faults_; }

 private:
  const http::Fields& query_;
  std::vector<Fault> faults_;
};

}  // namespace phantomime::server
