// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/alerts/routing/alertmanager_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace tributary::test {

namespace {

constexpr const char* kProgram = "/usr/bin/prometheus-alertmanager";

int freePort() {
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    const bool ok = bind(fd, reinterpret_cast<sockaddr*>(&address), length) == 0 &&
                    getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) == 0;
    close(fd);
    return ok ? ntohs(address.sin_port) : 0;
}

pid_t spawn(const std::vector<std::string>& arguments, int output) {
    const pid_t pid = fork();
    if (pid != 0) return pid;
    std::vector<char*> argv;
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    execv(argv[0], argv.data());
    _exit(127);
}

}  // namespace

bool AlertmanagerProcess::installed() {
    return std::filesystem::exists(kProgram) && std::filesystem::exists("/usr/bin/amtool");
}

AlertmanagerProcess::AlertmanagerProcess(const std::string& config) {
    std::string folder = (std::filesystem::temp_directory_path() / "alertmanager-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) return;
    m_folder = folder;
    m_log = m_folder + "/log";
    std::ofstream(m_folder + "/config.yml") << config;
    m_port = freePort();
    const int output = open(m_log.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
    m_startedAt = std::chrono::system_clock::now();
    m_pid =
        spawn({kProgram, "--config.file=" + m_folder + "/config.yml", "--storage.path=" + m_folder + "/data",
               "--web.listen-address=127.0.0.1:" + std::to_string(m_port),
               "--cluster.listen-address=", "--log.level=warn"},
              output);
    close(output);
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!m_ready && std::chrono::steady_clock::now() < limit && waitpid(m_pid, nullptr, WNOHANG) == 0) {
        int status = 0;
        request("GET", "/-/ready", "", status);
        m_ready = status == 200;
        if (!m_ready) poll(nullptr, 0, 20);
    }
}

AlertmanagerProcess::~AlertmanagerProcess() {
    if (m_pid > 0) {
        kill(m_pid, SIGKILL);
        waitpid(m_pid, nullptr, 0);
    }
    std::error_code ignored;
    if (!m_folder.empty()) std::filesystem::remove_all(m_folder, ignored);
}

std::string AlertmanagerProcess::request(const std::string& method, const std::string& path,
                                         const std::string& body, int& status) const {
    status = 0;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<uint16_t>(m_port));
    std::string answer;
    if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
        const std::string text = method + " " + path +
                                 " HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" +
                                 "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
        size_t sent = 0;
        while (sent < text.size()) {
            const ssize_t n = send(fd, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
            if (n <= 0) break;
            sent += static_cast<size_t>(n);
        }
        char buffer[8192];
        for (ssize_t n = 0; (n = recv(fd, buffer, sizeof buffer, 0)) > 0;)
            answer.append(buffer, static_cast<size_t>(n));
    }
    close(fd);
    if (answer.size() > 12) status = std::atoi(answer.c_str() + 9);
    const size_t end = answer.find("\r\n\r\n");
    return end == std::string::npos ? "" : answer.substr(end + 4);
}

std::string runProgram(const std::vector<std::string>& arguments, int& code) {
    int ends[2];
    code = -1;
    if (pipe2(ends, O_CLOEXEC) != 0) return {};
    const pid_t pid = spawn(arguments, ends[1]);
    close(ends[1]);
    std::string output;
    char buffer[4096];
    for (ssize_t n = 0; (n = read(ends[0], buffer, sizeof buffer)) > 0;)
        output.append(buffer, static_cast<size_t>(n));
    close(ends[0]);
    int status = 0;
    waitpid(pid, &status, 0);
    code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return output;
}

}  // namespace tributary::test
