#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace phantomime::cli {

/// What is typed after an option, or as an argument: what a shell may offer there.
struct Completes {
  enum class As {
    nothing,  ///< a flag: no value comes
    text,     ///< anything
    words,    ///< one of `words`
    packs,    ///< one of `words`, which are built in, or a file or folder
    files,
    folders,
    command,  ///< a program's name, then its arguments
  };
  As as = As::nothing;
  std::vector<std::string> words = {};
};

/// An option, or an argument without a name of its own.
struct OutlineOption {
  std::vector<std::string> names;  ///< "-h", "--help"; of an argument what the usage calls it
  std::string value;               ///< what the help calls its value; empty: nothing
  std::string summary;             ///< may break lines
  Completes completes;
  bool repeats = false;
};

/// What a program or one of its commands takes, read off its CLI::App: what manual page and completions are made of, so
/// that they know every command as soon as it is in the registry.
struct Outline {
  std::string name;
  std::string summary;
  std::string usage;   ///< "phantomime lint [OPTIONS] PACK..."
  std::string footer;  ///< may break lines
  std::vector<OutlineOption> options = {};
  std::vector<OutlineOption> arguments = {};
  std::vector<Outline> commands = {};
};

/// What completes where CLI11's declarations alone do not say it.
struct KnownWords {
  std::vector<std::string> packs;     ///< for arguments called PACK
  std::vector<std::string> profiles;  ///< for --profile
};

[[nodiscard]] Outline outline_of(const CLI::App& app, const KnownWords& known);
/// The outline of this program, with the built-in packs and their profiles.
[[nodiscard]] Outline outline_of_program();

}  // namespace phantomime::cli
