using Pdp.Language.Checking;
using Pdp.Language.Syntax;
using Pdp.Language.Types;

namespace Pdp.Engine.Compilation;

/// <summary>
/// A text that one or more expressions have, and what has been found of it: the rules of many policies differ by their targets
/// alone.
/// </summary>
internal sealed class ParsedText(ParseResult parsed, ExpressionReads reads)
{
    // more environments than this are rarely met again
    private const int MostChecks = 4;

    private List<(TypeEnvironment Environment, CelType? Expected, CheckResult Result)>? _checks;

    public ParseResult Parsed => parsed;

    public ExpressionReads Reads => reads;

    /// <summary>Checks it, unless it has been checked in the same environment just before.</summary>
    public CheckResult Check(TypeEnvironment environment, CelType? expected)
    {
        // where variables are read, the environment is made for one expression
        if (!reads.IsAlone) return Checker.Check(parsed, environment, expected);
        foreach (var (known, type, result) in _checks ?? [])
        {
            if (ReferenceEquals(known, environment) && ReferenceEquals(type, expected)) return result;
        }

        var made = Checker.Check(parsed, environment, expected);
        _checks ??= [];
        if (_checks.Count == MostChecks) _checks.RemoveAt(0);
        _checks.Add((environment, expected, made));
        return made;
    }

    /// <summary>Makes one object of the same texts.</summary>
    public sealed class Table
    {
        private readonly Dictionary<string, ParsedText> _texts = new(StringComparer.Ordinal);
        private readonly AttributeSet.Table _sets = new();

        public ParsedText Of(string text)
        {
            if (_texts.TryGetValue(text, out var known)) return known;
            var parsed = Parser.Parse(text);
            return _texts[text] = new ParsedText(parsed, parsed.Root is { } root ? ExpressionReads.Of(root, _sets) : ExpressionReads.None);
        }

        /// <summary>What several expressions read together.</summary>
        public AttributeSet Union(IEnumerable<AttributeName> names) => _sets.Of([.. names.Distinct()]);
    }
}
