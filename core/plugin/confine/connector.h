// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/socket.h>

#include <memory>
#include <thread>
#include <vector>

#include "core/plugin/confine/descriptor.h"
#include "core/plugin/confine/listener.h"

namespace tributary::plugin {

/// Connects the child's stream sockets in a thread of its own: the child shares them, so it can make one
/// blocking under our hands at any moment, and the guard must not be the one who waits then.
class Connector {
  public:
    struct Job {
        HeldCall call;
        Descriptor socket;
        sockaddr_storage to{};
        socklen_t length = 0;
        bool makeBlocking = false;  ///< was made non-blocking for this
        int error = 0;              ///< errno of connect, once done
    };

    Connector();
    /// Breaks off what is under way.
    ~Connector();
    Connector(const Connector&) = delete;
    Connector& operator=(const Connector&) = delete;

    int descriptor() const;  ///< readable when something is done
    /// False: no thread could be had.
    bool start(Job job);
    std::vector<Job> collect();
    /// Breaks off a connect that waits, which none does unless somebody made it.
    void hurry();

  private:
    struct Shared;
    std::unique_ptr<Shared> m_shared;
    std::thread m_thread;
};

}  // namespace tributary::plugin
