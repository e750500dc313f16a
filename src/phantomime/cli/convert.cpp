#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include <CLI/CLI.hpp>

#include "phantomime/base/utf8.hpp"
#include "phantomime/cli/commands.hpp"
#include "phantomime/formats/exchange_formats/conversion.hpp"
#include "phantomime/formats/exchange_formats/masked_errors.hpp"
#include "phantomime/server/output_file.hpp"

namespace phantomime::cli {
namespace {

using formats::ConversionInput;
using formats::ExchangeFormat;
using formats::Layout;
using formats::Reading;

struct ConvertOptions {
  std::string in, out, from, to;
  bool lenient = false, force = false;
};

/// What is between two ends: the formats, said or guessed.
struct Pair {
  const ExchangeFormat* from = nullptr;
  const ExchangeFormat* to = nullptr;
};

ExitCode failed(Context& context, const Error& error, ExitCode code) {
  report(context, {error});
  return code;
}

Result<Pair> choose(const ConversionInput& input, const ConvertOptions& options) {
  auto from =
      options.from.empty() ? formats::guess_input(input) : formats::find_format(options.from, formats::Direction::in);
  if (!from) return from.error();
  auto to = options.to.empty() ? formats::guess_output(options.out, **from)
                               : formats::find_format(options.to, formats::Direction::out);
  if (!to) return to.error();
  if (auto checked = formats::check_pair(**from, **to); !checked) return checked.error();
  return Pair{*from, *to};
}

Layout layout_of(const ExchangeFormat& to, const std::string& out) {
  if (to.name == "recording") return Layout::folder;
  if (to.name == "har" || to.name == "curl" || out == "-") return Layout::file;
  const std::string ending = std::filesystem::path{out}.extension().string();
  return ending == ".json" || ending == ".yaml" || ending == ".yml" ? Layout::file : Layout::folder;
}

/// Refuses what would be written over.
Result<void> check_out(const ConvertOptions& options, Layout layout) {
  namespace fs = std::filesystem;
  std::error_code none;
  const fs::file_status status = fs::status(options.out, none);
  if (options.out == "-" || !fs::exists(status) || (fs::exists(status) && fs::is_other(status))) return {};
  const std::string quoted = "'" + options.out + "'";
  if (layout == Layout::file && fs::is_directory(status))
    return Error{ErrorCode::usage, quoted + " is a folder, and what is to be written is a file", {}, "name a file"};
  if (layout == Layout::folder && !fs::is_directory(status))
    return Error{ErrorCode::usage, quoted + " is a file, and what is to be written is a folder", {}, "name a folder"};
  if (options.force || (layout == Layout::folder && fs::is_empty(options.out, none))) return {};
  return Error{ErrorCode::usage, quoted + " is there already", {}, "name another, or replace it with --force"};
}

Result<void> write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::error_code error;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  if (error) return Error{ErrorCode::io, "cannot make " + path.parent_path().string() + ": " + error.message(), {}, ""};
  return server::replace_file(path.string(), bytes);
}

/// Bodies beside come before what names them: the paths are in such an order.
Result<void> write_all(Context& context, const formats::OutputFiles& files, const ConvertOptions& options) {
  for (const auto& [path, bytes] : files) {
    if (options.out == "-") {
      context.out << bytes;
      continue;
    }
    const std::filesystem::path out{options.out};
    if (auto written = write_file(path.empty() ? out : out / path, bytes); !written) return written;
  }
  return {};
}

void tell_losses(Context& context, const formats::Losses& losses) {
  for (const formats::Losses::Loss& loss : losses.all()) {
    context.err << "lost: " << printable(loss.what);
    if (loss.count > 0) context.err << " (" << loss.count << ")";
    context.err << '\n';
  }
  if (losses.further() > 0) context.err << "lost: " << losses.further() << " more\n";
}

/// What a person must know of what was read, and what of it is not in what was written.
void tell(Context& context, Reading& reading, formats::MaskedErrors& masks) {
  for (const Reading::LeftOut& one : reading.left_out())
    context.err << "left out: " << printable(one.what) << '\n' << render(masks.masked(one.errors));
  for (const std::string& warning : reading.warnings()) context.err << "warning: " << printable(warning) << '\n';
  tell_losses(context, reading.losses());
}

ExitCode convert(Context& context, const ConvertOptions& options) {
  auto input = formats::open_input(context.files, options.in);
  if (!input) return failed(context, input.error(), ExitCode::bad_scenario);
  const auto pair = choose(*input, options);
  if (!pair) return failed(context, pair.error(), ExitCode::usage);
  const auto& [from, to] = *pair;
  const Layout layout = layout_of(*to, options.out);
  if (auto free = check_out(options, layout); !free) return failed(context, free.error(), ExitCode::usage);

  Reading reading{options.lenient ? formats::Broken::left_out : formats::Broken::refused};
  const auto converted = formats::convert(*input, *from, *to, layout, reading);
  formats::MaskedErrors masks;
  const bool shows_secrets = from->holds == formats::Holds::exchanges;
  if (!converted) {
    report(context, shows_secrets ? masks.masked(reading.errors()) : reading.errors());
    return ExitCode::bad_scenario;
  }
  tell(context, reading, masks);
  const std::string kind = from->read && to->write ? "exchange" : "stub";
  if (converted->count == 0)
    return failed(context, {ErrorCode::not_found, "'" + options.in + "' has no " + kind + " that can be used", {}, ""},
                  ExitCode::bad_scenario);
  if (auto written = write_all(context, converted->files, options); !written)
    return failed(context, written.error(), ExitCode::runtime);
  if (to->name == "recording" && from->name != "recording")
    context.err << "warning: nothing was redacted: 'phantomime scrub " << printable(options.out)
                << "' replaces secrets\n";
  context.err << converted->count << ' ' << kind << (converted->count == 1 ? "" : "s") << ": " << from->name << " -> "
              << to->name << '\n';
  return ExitCode::ok;
}

std::string table_of_formats() {
  std::string text = "Formats:\n";
  for (const ExchangeFormat& format : formats::exchange_formats()) {
    std::string name{format.name};
    name.resize(10, ' ');
    const std::string_view ways = format.goes_in() && format.goes_out() ? "in, out"
                                  : format.goes_in()                    ? "in     "
                                                                        : "out    ";
    text += "  " + name + std::string{ways} + "  " + std::string{format.summary} + "\n";
  }
  return text;
}

}  // namespace

Action declare_convert(CLI::App& app) {
  const auto options = std::make_shared<ConvertOptions>();
  app.add_option("IN", options->in, "the file or folder to read")->required()->option_text(" ");
  app.add_option("OUT", options->out, "the file or folder to write; - is standard output")
      ->required()
      ->option_text(" ");
  app.add_option("--from", options->from, "what IN is, where its name and content do not say")->option_text("FORMAT");
  app.add_option("--to", options->to, "what OUT is to be, where its name does not say")->option_text("FORMAT");
  app.add_flag("--lenient", options->lenient, "leave broken entries out, say which, and use the others");
  app.add_flag("--force", options->force, "replace what is there; other files of a folder stay");
  app.footer(table_of_formats() +
             "Stubs become stubs and exchanges become exchanges or WireMock's stubs.\n"
             "What OUT cannot carry is said in lines that begin with lost:.\n"
             "Exit code 0, 2 bad usage, 3 where IN is broken, 4 where OUT cannot be written.\n"
             "Example: phantomime convert session.har recordings/session");
  return [options](Context& context) { return convert(context, *options); };
}

}  // namespace phantomime::cli
