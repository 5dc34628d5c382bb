"""Values and calls between two processes, one of which is not trusted.

A message is a line of JSON. Numbers, text, lists, dicts, arrays, tensors and formulas
travel as plain data, nothing is pickled; a function stays where it is, and the other
side gets a stand-in that calls it there.
"""

import json

from utils.classroom.plain import Foreign, pack, unpack

LONGEST = 1 << 26  # bytes of a message


class Stopped(BaseException):
    """Why no answer comes from the other side; no check takes it for an error."""


class Channel:
    """One end of a line: calls functions of the other side, and serves its own.

    Args:
        lines: iterator over the lines that come in, each bytes.
        out: a binary file for those that go out.
        functions: those of its own that the other side may call, by number.
    """

    def __init__(self, lines, out, functions=()):
        self.lines, self.out, self.functions = lines, out, list(functions)

    def call(self, number, *arguments, **keywords):
        """Return what a function of the other side returns.

        Raises an exception with the name and the text of the one that it raises there;
        Foreign if its result does not travel; Stopped if no reply can be read.
        """
        self._send({"call": self._pack([number, arguments, keywords])})
        return self.serve()

    def serve(self):
        """Serve the other side's calls until a reply comes, and return that."""
        for line in self.lines:
            try:
                [(kind, content)] = json.loads(line).items()
                content = unpack(content, self._stand_in)
                if kind == "call":
                    number, arguments, keywords = content
                    function = self.functions[number]
                elif kind == "error":
                    name, text = map(str, content)
            except Exception:
                raise Stopped("gave no answer that can be read") from None
            if kind == "call":
                self._send(self._reply(function, arguments, keywords))
            elif kind == "error":
                raise type(name[:80], (Exception,), {})(text[:1000])
            elif kind == "foreign":
                raise Foreign(str(content)[:80])
            else:
                return content
        raise Stopped("ended by itself, without an answer")

    def _reply(self, function, arguments, keywords):
        try:
            return {"return": self._pack(function(*arguments, **keywords))}
        except Foreign as error:
            return {"foreign": str(error)}
        except Exception as error:
            return {"error": [type(error).__name__, str(error)]}

    def _send(self, message):
        try:
            self.out.write(json.dumps(message).encode() + b"\n")
            self.out.flush()
        except OSError:
            raise Stopped("ended by itself, without an answer") from None

    def _pack(self, value):
        return pack(value, self._export)

    def _export(self, function):
        self.functions.append(function)
        return len(self.functions) - 1

    def _stand_in(self, number):
        def function(*arguments, **keywords):
            return self.call(number, *arguments, **keywords)

        return function
