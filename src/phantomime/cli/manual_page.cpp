#include "phantomime/cli/manual_page.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace phantomime::cli {
// Where CMake joins sources into one unit, these names must meet no others.
namespace roff {
namespace {

/// As text and never as a request or an escape. A hyphen as it is typed is `\-`: a plain one may become a dash.
std::string plain(std::string_view text) {
  std::string result;
  bool line_begins = true;
  for (const char c : text) {
    if (line_begins && (c == '.' || c == '\'')) result += "\\&";
    line_begins = c == '\n';
    switch (c) {
      case '\\':
        result += "\\e";
        break;
      case '-':
        result += "\\-";
        break;
      case '\'':
        result += "\\(aq";
        break;
      case '`':
        result += "\\(ga";
        break;
      case '^':
        result += "\\(ha";
        break;
      case '~':
        result += "\\(ti";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string bold(std::string_view text) { return "\\fB" + plain(text) + "\\fR"; }

/// Filled anew: where the help breaks a line is for its own width.
std::string filled(std::string_view text) {
  std::string result = plain(text);
  for (char& c : result)
    if (c == '\n') c = ' ';
  return result;
}

/// Lines that stay lines.
std::string lines(std::string_view text) {
  std::string result;
  for (std::size_t from = 0; from <= text.size();) {
    const auto end = std::min(text.find('\n', from), text.size());
    if (end > from) result += (result.empty() ? "" : "\n.br\n") + plain(text.substr(from, end - from));
    from = end + 1;
  }
  return result + "\n";
}

std::string paragraph(const OutlineOption& option) {
  std::string head;
  for (const auto& name : option.names) head += (head.empty() ? "" : ", ") + bold(name);
  if (!option.value.empty()) head += " \\fI" + plain(option.value) + "\\fR";
  std::string text = filled(option.summary);
  if (text.starts_with(' ')) text.erase(0, 1);
  return fmt::format(".TP\n{}\n{}\n", head, text);
}

std::string section(const Outline& command) {
  std::string result =
      fmt::format(".SS {0}\n.B {1}\n.PP\n{2}.\n", plain(command.name), plain(command.usage), filled(command.summary));
  for (const auto& argument : command.arguments) result += paragraph(argument);
  for (const auto& option : command.options) result += paragraph(option);
  if (!command.footer.empty()) result += ".PP\n" + lines(command.footer);
  return result;
}

std::string lower_first(std::string text) {
  if (!text.empty() && text.front() >= 'A' && text.front() <= 'Z') text.front() = static_cast<char>(text.front() + 32);
  while (!text.empty() && text.back() == '.') text.pop_back();
  return text;
}

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return text;
}

std::string page(const Outline& program, std::string_view version) {
  std::string result = fmt::format(
      ".\\\" Made by `{0} man`.\n"
      ".TH {1} 1 \"\" \"{0} {2}\" \"User Commands\"\n"
      // Ragged and unhyphenated: names of options are not to be torn, and no warning speaks of stretched lines.
      ".ad l\n.nh\n"
      ".SH NAME\n{0} \\- {3}\n"
      ".SH SYNOPSIS\n.B {4}\n",
      program.name, upper(program.name), version, filled(lower_first(program.summary)), plain(program.usage));
  for (const auto& command : program.commands) result += ".br\n.B " + plain(command.usage) + "\n";
  result += ".SH OPTIONS\n";
  for (const auto& option : program.options) result += paragraph(option);
  result += ".SH COMMANDS\n";
  for (const auto& command : program.commands) result += section(command);
  if (!program.footer.empty()) result += ".SH NOTES\n" + lines(program.footer);
  return result;
}

}  // namespace
}  // namespace roff

std::string manual_page(const Outline& program, std::string_view version) { return roff::page(program, version); }

}  // namespace phantomime::cli
