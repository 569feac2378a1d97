"""Stands in for systemd: tells what a service says, and hands a socket over.

  listen NAME        prints each message that comes to NAME (a path, or @ and an abstract name)
  activate PROGRAM…  becomes PROGRAM with a listening socket as descriptor 3
"""
import os
import socket
import sys

if sys.argv[1] == "listen":
    receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    name = sys.argv[2]
    receiver.bind("\0" + name[1:] if name.startswith("@") else name)
    print("bound", flush=True)
    while True:
        print(receiver.recv(4096).decode().rstrip("\n").replace("\n", "|"), flush=True)
else:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    listener.listen(16)
    number = listener.detach()
    if number != 3:
        os.dup2(number, 3)
        os.close(number)
    os.set_inheritable(3, True)
    os.environ["LISTEN_PID"] = str(os.getpid())
    os.environ["LISTEN_FDS"] = "1"
    os.environ["LISTEN_FDNAMES"] = "cc-executor.socket"
    os.execv(sys.argv[2], sys.argv[2:])
