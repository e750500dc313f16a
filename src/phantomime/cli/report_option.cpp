#include "phantomime/cli/report_option.hpp"

#include <CLI/CLI.hpp>

#include "phantomime/base/suggest.hpp"
#include "phantomime/server/output_file.hpp"

namespace phantomime::cli {
namespace {

std::string known_report_formats() {
  std::string text = "formats:";
  for (const reports::ContractFormat& format : reports::contract_formats()) text += ' ' + std::string{format.name};
  return text;
}

Result<ReportFile> parse_report(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
    return Error{ErrorCode::usage, "'" + text + "' is not FORMAT=FILE", {}, "write --report json=report.json"};
  const std::string name = text.substr(0, equals);
  std::vector<std::string_view> names;
  for (const reports::ContractFormat& format : reports::contract_formats()) {
    if (format.name == name) return ReportFile{&format, text.substr(equals + 1)};
    names.push_back(format.name);
  }
  const auto meant = nearest(name, names);
  return Error{ErrorCode::usage,
               "there is no report format '" + name + "'",
               {},
               (meant.empty() ? "" : "did you mean '" + std::string{meant} + "'? ") + known_report_formats()};
}

}  // namespace

void declare_report_option(CLI::App& app, std::vector<std::string>& texts) {
  app.add_option("--report", texts, "write the report to a file too: text, json, junit, sarif, github or html")
      ->option_text("FORMAT=FILE")
      ->expected(1)
      ->take_all();
}

Result<std::vector<ReportFile>> parse_report_options(const std::vector<std::string>& texts) {
  std::vector<ReportFile> files;
  for (const std::string& text : texts) {
    auto file = parse_report(text);
    if (!file) return file.error();
    files.push_back(std::move(*file));
  }
  return files;
}

Errors write_reports(const reports::ContractReport& report, const std::vector<ReportFile>& files) {
  Errors errors;
  for (const ReportFile& file : files)
    if (auto written = server::replace_file(file.path, file.format->write(report)); !written)
      errors.push_back(written.error());
  return errors;
}

}  // namespace phantomime::cli
