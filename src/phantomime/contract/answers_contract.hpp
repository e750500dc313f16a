#pragma once

#include <string>
#include <string_view>

#include "phantomime/contract/contract.hpp"
#include "phantomime/http/headers.hpp"

namespace phantomime::contract {

/// Makes the contract of answers to one kind of request, where there is no pack: what all of them have is expected,
/// what differs among them may differ. Holds no answer; its size is that of the shape. One thread.
class AnswersContract {
 public:
  /// `status` is that of all the answers; `strength` is their provenance.
  AnswersContract(std::string_view stub, std::string_view request, int status, Provenance strength);

  void add(const http::Headers& headers, std::string_view body, const Location& where);
  [[nodiscard]] Contract finish() &&;

 private:
  void add_headers(const http::Headers& headers);
  void add_body(std::string_view body, const Origin& origin);

  Contract contract_;
  Provenance strength_;
  bool any_ = false;
};

}  // namespace phantomime::contract
