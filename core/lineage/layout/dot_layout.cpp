// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <sstream>

#include "core/lineage/layout/layout.h"

extern char** environ;

namespace tributary::lineage {
namespace {

constexpr double kPointsPerInch = 72;
constexpr int kPollMs = 20;
constexpr size_t kLargeGraph = 100;

/// A pipe whose ends close themselves.
struct Pipe {
    int read = -1, write = -1;
    bool open() {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) return false;
        read = ends[0];
        write = ends[1];
        return true;
    }
    void closeRead() { closeEnd(read); }
    void closeWrite() { closeEnd(write); }
    ~Pipe() {
        closeRead();
        closeWrite();
    }

  private:
    static void closeEnd(int& end) {
        if (end >= 0) ::close(end);
        end = -1;
    }
};

/// Runs `program -Tplain`, feeds it `input`, gives what it prints. Ends the child in every case.
class DotProcess {
  public:
    ~DotProcess() {
        if (m_child <= 0) return;
        ::kill(m_child, SIGKILL);
        ::waitpid(m_child, nullptr, 0);
    }

    Result<std::string> run(const std::string& program, const std::string& input,
                            std::chrono::steady_clock::time_point deadline, const CancelToken& token) {
        if (!m_in.open() || !m_out.open()) return fail(ErrorCode::Resource, std::strerror(errno));
        if (auto started = start(program); !started) return fail(started.error());
        ::fcntl(m_in.write, F_SETFL, O_NONBLOCK);
        ::fcntl(m_out.read, F_SETFL, O_NONBLOCK);
        std::string output;
        size_t sent = 0;
        for (;;) {
            if (token.isCancelled()) return fail(token.error());
            if (std::chrono::steady_clock::now() > deadline) {
                return fail(ErrorCode::Timeout, "Graphviz took too long for this graph");
            }
            pollfd ends[2] = {{m_out.read, POLLIN, 0}, {m_in.write, POLLOUT, 0}};
            if (::poll(ends, m_in.write >= 0 ? 2 : 1, kPollMs) < 0 && errno != EINTR) {
                return fail(ErrorCode::Internal, std::strerror(errno));
            }
            if (m_in.write >= 0 && ends[1].revents) feed(input, sent);
            if (ends[0].revents && drain(output)) break;
        }
        int status = 0;
        ::waitpid(m_child, &status, 0);
        m_child = 0;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
            return fail(ErrorCode::Internal, "Graphviz could not lay out this graph");
        }
        return output;
    }

  private:
    Result<void> start(const std::string& program) {
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, m_in.read, 0);
        posix_spawn_file_actions_adddup2(&actions, m_out.write, 1);
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
        // A child that goes away while it is fed must not end us: writes tell by EPIPE (the programs ignore
        // SIGPIPE there), and the child has the default again.
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        sigset_t defaults;
        sigemptyset(&defaults);
        sigaddset(&defaults, SIGPIPE);
        posix_spawnattr_setsigdefault(&attributes, &defaults);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
        std::string name = program, format = "-Tplain";
        char* arguments[] = {name.data(), format.data(), nullptr};
        const int status = posix_spawnp(&m_child, program.c_str(), &actions, &attributes, arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
        if (status != 0) {
            m_child = 0;
            return fail(ErrorCode::NotFound,
                        "Graphviz's program '" + program + "' cannot be run: " + std::strerror(status),
                        "Install the package graphviz.");
        }
        m_in.closeRead();
        m_out.closeWrite();
        return {};
    }

    void feed(const std::string& input, size_t& sent) {
        sigset_t pipe, before;
        sigemptyset(&pipe);
        sigaddset(&pipe, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe, &before);
        const ssize_t wrote = ::write(m_in.write, input.data() + sent, input.size() - sent);
        const bool gone = wrote < 0 && errno == EPIPE;
        if (gone) {
            const timespec none{};
            sigtimedwait(&pipe, nullptr, &none);
        }
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
        if (wrote > 0) sent += static_cast<size_t>(wrote);
        if (gone || sent == input.size()) m_in.closeWrite();
    }

    /// True at the end of the output.
    bool drain(std::string& output) {
        char buffer[65536];
        for (;;) {
            const ssize_t got = ::read(m_out.read, buffer, sizeof buffer);
            if (got > 0) {
                output.append(buffer, static_cast<size_t>(got));
            } else {
                return got == 0 || (errno != EAGAIN && errno != EINTR);
            }
        }
    }

    Pipe m_in, m_out;
    pid_t m_child = 0;
};

std::string dotText(const std::vector<LayoutNode>& nodes, const std::vector<LayoutEdge>& edges,
                    const LayoutOptions& options) {
    std::string out = fmt::format(
        "digraph g {{\nrankdir=LR; nodesep={:.3f}; ranksep={:.3f}; splines=false;\nnode [shape=box, "
        "fixedsize=true, "
        "label=\"\"];\n",
        options.nodeGap / kPointsPerInch, options.layerGap / kPointsPerInch);
    // Above this, dot's search for the best order takes longer than people wait; a little worse is seen by
    // nobody.
    if (nodes.size() > kLargeGraph) out += "nslimit=0.3; nslimit1=0.3; mclimit=0.3;\n";
    for (size_t n = 0; n < nodes.size(); n++) {
        out += fmt::format("n{} [width={:.4f}, height={:.4f}];\n", n, nodes[n].width / kPointsPerInch,
                           nodes[n].height / kPointsPerInch);
    }
    std::map<int, std::string> groups;
    for (size_t n = 0; n < nodes.size(); n++) {
        if (nodes[n].group >= 0) groups[nodes[n].group] += fmt::format("n{};", n);
    }
    for (const auto& [group, members] : groups) {
        out += fmt::format("subgraph cluster_{} {{ margin=26; {} }}\n", group, members);
    }
    std::map<std::pair<uint32_t, uint32_t>, int> weights;
    for (const auto& edge : edges) {
        if (edge.source != edge.target) weights[{edge.source, edge.target}]++;
    }
    for (const auto& [ends, weight] : weights) {
        out += fmt::format("n{} -> n{} [weight={}];\n", ends.first, ends.second, std::min(weight, 8));
    }
    return out + "}\n";
}

/// Lines "graph scale width height" and "node name x y width height …", in inches from the lower left.
Result<Layout> readPlain(const std::string& text, const std::vector<LayoutNode>& nodes) {
    Layout out;
    out.positions.resize(nodes.size());
    std::istringstream lines(text);
    size_t seen = 0;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        words.imbue(std::locale::classic());
        std::string kind, name;
        words >> kind;
        if (kind == "graph") {
            double scale = 1;
            words >> scale >> out.width >> out.height;
            out.width *= kPointsPerInch;
            out.height *= kPointsPerInch;
        } else if (kind == "node") {
            double x = 0, y = 0;
            words >> name >> x >> y;
            const size_t n = name.size() > 1 ? std::strtoul(name.c_str() + 1, nullptr, 10) : nodes.size();
            if (!words || n >= nodes.size()) return fail(ErrorCode::Data, "Graphviz's answer cannot be read");
            out.positions[n] = {x * kPointsPerInch - nodes[n].width / 2,
                                out.height - y * kPointsPerInch - nodes[n].height / 2};
            seen++;
        }
    }
    if (seen != nodes.size()) return fail(ErrorCode::Data, "Graphviz's answer is cut off");
    out.byGraphviz = true;
    return out;
}

}  // namespace

Result<Layout> layoutGraph(const std::vector<LayoutNode>& nodes, const std::vector<LayoutEdge>& edges,
                           const LayoutOptions& options, const CancelToken& token) {
    std::string note = "Graphviz is not used";
    if (!options.dot.empty() && !nodes.empty()) {
        DotProcess process;
        auto text = process.run(options.dot, dotText(nodes, edges, options),
                                std::chrono::steady_clock::now() + options.limit, token);
        auto read = text ? readPlain(*text, nodes) : Result<Layout>(fail(text.error()));
        if (read) return read;
        if (token.isCancelled()) return fail(token.error());
        note = read.error().message;
    }
    Layout own = layoutSimply(nodes, edges, options);
    own.note = note;
    return own;
}

}  // namespace tributary::lineage
