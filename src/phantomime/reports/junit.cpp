#include "phantomime/reports/junit.hpp"

#include <sstream>

#include "phantomime/base/utf8.hpp"

namespace phantomime::reports {
namespace {

constexpr std::size_t most_text = 8192;

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

}  // namespace

std::string xml_text(std::string_view text) {
  const std::string shown = printable(shorten(text, most_text));
  std::string result;
  for (std::size_t at = 0; at < shown.size();) {
    const std::size_t begin = at;
    const auto c = next_code_point(shown, at);
    if (c && (*c == 0xfffe || *c == 0xffff))
      result += *c == 0xfffe ? "\\ufffe" : "\\uffff";
    else
      result.append(shown, begin, at - begin);
  }
  return result;
}

pugi::xml_node JUnitSuite::add(const char* group, const std::string& name) {
  auto test = node_.append_child("testcase");
  set(test, "classname", std::string{"phantomime."} + group);
  set(test, "name", xml_text(name));
  set(test, "time", "0");
  ++tests_;
  return test;
}

void JUnitSuite::fail(pugi::xml_node test, const char* type, const std::string& message, const std::string& details) {
  auto failure = test.append_child("failure");
  set(failure, "type", type);
  set(failure, "message", xml_text(message));
  failure.append_child(pugi::node_pcdata).set_value(details.c_str());
  ++failures_;
}

void JUnitSuite::skip(pugi::xml_node test, const std::string& message) {
  set(test.append_child("skipped"), "message", xml_text(message));
  ++skipped_;
}

void JUnitSuite::write_counts(pugi::xml_node node) const {
  set(node, "tests", std::to_string(tests_));
  set(node, "failures", std::to_string(failures_));
  set(node, "errors", "0");
  set(node, "skipped", std::to_string(skipped_));
}

JUnitDocument::JUnitDocument(const std::string& name) : all_{pugi::xml_node{}} {
  auto declaration = document_.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  root_ = document_.append_child("testsuites");
  set(root_, "name", xml_text(name));
}

JUnitSuite JUnitDocument::add_suite(const std::string& name) {
  auto node = root_.append_child("testsuite");
  set(node, "name", xml_text(name));
  return JUnitSuite{node};
}

void JUnitDocument::finish(const JUnitSuite& suite) {
  suite.write_counts(suite.node_);
  all_.tests_ += suite.tests_;
  all_.failures_ += suite.failures_;
  all_.skipped_ += suite.skipped_;
}

std::string JUnitDocument::text() {
  all_.write_counts(root_);
  std::ostringstream out;
  document_.save(out, "  ");
  return out.str();
}

}  // namespace phantomime::reports
