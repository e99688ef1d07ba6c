using System.Globalization;
using System.Text;
using CsCheck;
using Pdp.Language.Diagnostics;
using Pdp.Language.Syntax;
using Pdp.Language.Tests.Syntax;

namespace Pdp.Authoring.Tests.Formatting;

/// <summary>Policy documents written as carelessly as JSON and CEL allow: blanks, line ends, comments and escapes anywhere.</summary>
internal static class DocumentGen
{
    private static readonly string[] Gaps = ["", "", "", " ", " ", "  ", "\n", "\n\n\n", "\r\n", "\t"];

    private static readonly string[] TokenGaps = ["", "", " ", " ", " ", "   ", "\n", "\n\n", "\r\n", " // note: \"it's\" \\ {x}\n", "\n//\n// ü\t\n"];

    public static Gen<string> Document { get; } = Gen.Select(TreeGen.Tree.Array[1, 8], Gen.Int, (trees, seed) => new Scribe(trees, seed).Write());

    private sealed class Scribe(Expr[] trees, int seed)
    {
#pragma warning disable CA5394 // repeatable, not secret
        private readonly Random _random = new(seed);
        private readonly StringBuilder _out = new();
        private int _next;

        public string Write()
        {
            Gap();
            Object(
            [
                ("apiVersion", () => Text("pdp/v1")), ("kind", () => Text("Policy")), ("id", () => Text("p")), ("version", () => _out.Append(Pick("1", "1.0", "1e0"))),
                ("description", () => Text("a \"text\" with\tall \\ of ü, 🙂 and // no comment")),
                ("target", Expression), ("variables", () => Object([("a", Expression), ("b_2", Expression)])),
                ("rules", Rules), ("advice", Notices), ("extra", Anything),
            ]);
            Gap();
            return _out.ToString();
        }

        private void Rules() => Array(
            [
                () => Object([("id", () => Text("r")), ("effect", () => Text("deny")), ("actions", () => Array([() => Text("read"), () => Text("a*")])), ("when", Expression)]),
                () => Object([("id", () => Text("inner")), ("target", Expression), ("rules", () => Array([() => Object([("id", () => Text("s")), ("when", Expression), ("obligations", Notices)])]))]),
                () => Object([("policy", () => Text("other@2"))]),
                () => Array([]),
            ]);

        private void Notices() => Array([() => Object([("id", () => Text("n")), ("when", Expression), ("properties", () => Object([("x y", Expression), ("ü", Expression)]))])]);

        private void Anything() => Array(
            [
                () => _out.Append(Pick("null", "true", "-0", "1E+2", "0.10", "123456789012345678901234567890")), () => Object([]), () => Array([]),
                () => Array([() => Array([() => Text("a")]), () => _out.Append('1')]), () => Text(new string('x', _random.Next(150))),
            ]);

        private void Object((string Name, Action Value)[] members)
        {
            _out.Append('{');
            Gap();
            for (var i = 0; i < members.Length; i++)
            {
                if (i > 0) Comma();
                Text(members[i].Name);
                Gap();
                _out.Append(':');
                Gap();
                members[i].Value();
                Gap();
            }

            _out.Append('}');
        }

        private void Array(Action[] elements)
        {
            _out.Append('[');
            Gap();
            for (var i = 0; i < elements.Length; i++)
            {
                if (i > 0) Comma();
                elements[i]();
                Gap();
            }

            _out.Append(']');
        }

        private void Comma()
        {
            Gap();
            _out.Append(',');
            Gap();
        }

        private void Expression()
        {
            var text = _random.Next(20) == 0 ? "no expression (" : Scramble(Unparser.Format(trees[_next++ % trees.Length]));
            if (_random.Next(2) == 0) Text(text);
            else Array([.. text.Split('\n').Select(line => (Action)(() => Text(line)))]);
        }

        private string Scramble(string text)
        {
            var scrambled = new StringBuilder(Pick("", "", " ", "\n", "// first\n"));
            var tokens = new Lexer(text, new DiagnosticBag()).Run(100);
            for (var i = 0; i < tokens.Count - 1; i++)
            {
                var token = text.Substring(tokens[i].Start, tokens[i].Length);
                if (i > 0 && (Pick(TokenGaps) is { Length: > 0 } gap || !MayTouch(tokens[i - 1].Kind, tokens[i].Kind, out gap))) scrambled.Append(gap);
                var isPlain = tokens[i].Kind == TokenKind.String && !token.Contains('"', StringComparison.Ordinal) && !token.Contains("\\'", StringComparison.Ordinal);
                scrambled.Append(isPlain && _random.Next(2) == 0 ? $"\"{token[1..^1]}\"" : token);
            }

            return scrambled.Append(Pick("", "", " ", "\n", " // last", "\n\n// last\n")).ToString();
        }

        private static bool MayTouch(TokenKind left, TokenKind right, out string gap)
        {
            gap = " ";
            return IsBracket(left) || IsBracket(right);
        }

        private static bool IsBracket(TokenKind kind) => kind is TokenKind.LeftParen or TokenKind.RightParen or TokenKind.LeftBracket or TokenKind.RightBracket
            or TokenKind.LeftBrace or TokenKind.RightBrace or TokenKind.Comma;

        private void Text(string text)
        {
            _out.Append('"');
            foreach (var c in text)
            {
                if (c is '"' or '\\' && _random.Next(3) > 0) _out.Append('\\').Append(c);
                else if (c == '\n' && _random.Next(3) > 0) _out.Append("\\n");
                else if (c < ' ' || c is '"' or '\\' || (!char.IsSurrogate(c) && _random.Next(40) == 0)) _out.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
                else _out.Append(c);
            }

            _out.Append('"');
        }

        private void Gap() => _out.Append(Pick(Gaps));

        private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];
#pragma warning restore CA5394
    }
}
