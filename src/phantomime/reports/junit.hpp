#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <pugixml.hpp>

namespace phantomime::reports {

/// Text that XML 1.0 can hold: what it cannot (control characters, bytes that are no UTF-8, U+FFFE and U+FFFF) is
/// spelled as on a terminal. Cut where it is very long.
[[nodiscard]] std::string xml_text(std::string_view text);

/// A suite being written, with its counts. Texts may hold any bytes, but for the details of a failure: those have been
/// through xml_text.
class JUnitSuite {
 public:
  explicit JUnitSuite(pugi::xml_node node) : node_{node} {}

  pugi::xml_node add(const char* group, const std::string& name);
  void fail(pugi::xml_node test, const char* type, const std::string& message, const std::string& details);
  void skip(pugi::xml_node test, const std::string& message);

 private:
  friend class JUnitDocument;
  void write_counts(pugi::xml_node node) const;

  pugi::xml_node node_;
  std::size_t tests_ = 0, failures_ = 0, skipped_ = 0;
};

/// A report as build servers read it.
class JUnitDocument {
 public:
  explicit JUnitDocument(const std::string& name);
  [[nodiscard]] JUnitSuite add_suite(const std::string& name);
  /// Writes a suite's counts, and counts it in.
  void finish(const JUnitSuite& suite);
  [[nodiscard]] std::string text();

 private:
  pugi::xml_document document_;
  pugi::xml_node root_;
  JUnitSuite all_;
};

}  // namespace phantomime::reports
