#pragma once

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "phantomime/base/time_text.hpp"
#include "phantomime/contract/compare.hpp"
#include "phantomime/contract/make_contracts.hpp"

#include "formats/loaded.hpp"

namespace phantomime::contract {

/// The contracts of a pack in memory, and what they find.
class ContractOf {
 public:
  explicit ContractOf(const std::string& yaml) : ContractOf{formats::load_text(yaml)} {}
  explicit ContractOf(const FileStore& store, const std::string& pack = "p")
      : ContractOf{formats::load(store, {pack})} {}

  [[nodiscard]] std::string errors() const { return load_errors_ + render(contracts_.errors); }
  [[nodiscard]] const Contract& of(const std::string& stub) const { return *contracts_.find(stub); }
  [[nodiscard]] const std::shared_ptr<const scenario::Edition>& edition() const { return edition_; }

  /// Each finding as `class kind place`.
  std::vector<std::string> finds(const std::string& body, const std::string& line = "GET /a",
                                 const std::string& stub = "a") {
    compared_ = compare(of(stub), answer(body, line));
    std::vector<std::string> texts;
    for (const Finding& finding : compared_.findings)
      texts.push_back(std::string{to_string(finding.impact)} + ' ' + std::string{to_string(finding.kind)} + ' ' +
                      finding.place);
    return texts;
  }
  /// An answer of status 200 that came at the epoch; what it points to lives until the next call.
  Observed answer(const std::string& body, const std::string& line = "GET /a") {
    body_ = body;
    request_.method = line.substr(0, line.find(' '));
    request_.target = line.substr(line.find(' ') + 1);
    Observed observed;
    observed.request = &request_;
    observed.status = 200;
    observed.headers.add("Content-Type", "application/json");
    observed.body = body_;
    observed.at = *parse_instant("2020-01-22T19:40:00Z");
    return observed;
  }
  [[nodiscard]] const Comparison& compared() const { return compared_; }

 private:
  explicit ContractOf(const formats::Loaded& loaded) : load_errors_{loaded.errors} {
    if (!loaded.scenario) return;
    edition_ = std::make_shared<const scenario::Edition>(loaded.scenario);
    contracts_ = make_contracts(edition_);
  }
  std::string load_errors_;
  std::shared_ptr<const scenario::Edition> edition_;
  Contracts contracts_;
  Comparison compared_;
  std::string body_;
  http::Request request_;
};

}  // namespace phantomime::contract
