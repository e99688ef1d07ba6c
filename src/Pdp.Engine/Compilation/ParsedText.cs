using Pdp.Engine.Model;
using Pdp.Language.Checking;
using Pdp.Language.Guards;
using Pdp.Language.Runtime;
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

    private (TypeEnvironment Environment, CelType? Expected, CheckResult Result) _last;
    private List<(TypeEnvironment Environment, CelType? Expected, CheckResult Result)>? _others;
    private bool _isShared;

    public ParseResult Parsed => parsed;

    /// <summary>Whether several expressions have it that mean the same by it.</summary>
    public bool IsShared => _isShared && reads.IsAlone;

    public ExpressionReads Reads => reads;

    /// <summary>What it was compiled to, when another expression may want the same.</summary>
    public CompiledText? Compiled { get; private set; }

    /// <summary>Checks it, unless it has been checked in the same environment just before.</summary>
    public CheckResult Check(TypeEnvironment environment, CelType? expected)
    {
        // where variables are read, the environment is made for one expression
        if (!reads.IsAlone) return Checker.Check(parsed, environment, expected);
        if (ReferenceEquals(_last.Environment, environment) && ReferenceEquals(_last.Expected, expected)) return _last.Result;
        foreach (var (known, type, result) in _others ?? [])
        {
            if (ReferenceEquals(known, environment) && ReferenceEquals(type, expected)) return result;
        }

        if (_last.Result is not null)
        {
            _others ??= [];
            if (_others.Count == MostChecks) _others.RemoveAt(0);
            _others.Add(_last);
        }

        _last = (environment, expected, Checker.Check(parsed, environment, expected));
        return _last.Result;
    }

    /// <summary>Ends what is done with one expression of the text.</summary>
    /// <param name="compiled">What it was compiled to.</param>
    public void Finish(CompiledText compiled)
    {
        if (IsShared)
        {
            Compiled = compiled;
            return;
        }

        _last = default;
        _others = null;
    }

    /// <summary>Makes one object of the same texts.</summary>
    public sealed class Table
    {
        private readonly Dictionary<string, ParsedText> _texts = new(StringComparer.Ordinal);
        private readonly AttributeSet.Table _sets = new();

        /// <summary>The parts that several texts have.</summary>
        public SharedParts Parts { get; } = new();

        public ParsedText Of(string text)
        {
            if (_texts.TryGetValue(text, out var known))
            {
                known._isShared = true;
                // each that reads variables is compiled by itself
                if (!known.Reads.IsAlone) Parts.Add(text, known.Parsed.Root!);
                return known;
            }

            var parsed = Parser.Parse(text);
            if (parsed.Root is not { } root) return _texts[text] = new ParsedText(parsed, ExpressionReads.None);
            Parts.Add(text, root);
            return _texts[text] = new ParsedText(parsed, ExpressionReads.Of(root, _sets));
        }

        /// <summary>The action's name, which rules read that name actions.</summary>
        public AttributeSet ActionName => field ??= _sets.Of([new AttributeName(Roots.Action, "name")]);

        /// <summary>What several expressions read together.</summary>
        public AttributeSet Union(IEnumerable<AttributeName> names) => _sets.Of([.. names.Distinct()]);

        /// <summary>What several expressions read together.</summary>
        public AttributeSet Union(HashSet<AttributeSet> sets) => sets.Count == 1 ? sets.First() : Union(sets.SelectMany(set => set));
    }
}

/// <summary>What a text was compiled to.</summary>
/// <param name="Asked">The meaning that was asked for.</param>
/// <param name="Meaning">What it takes to compile it again: the same meaning, of which there may be several objects.</param>
/// <param name="IsTarget">Whether <paramref name="Failing"/> was asked for.</param>
/// <param name="Plain">The code.</param>
/// <param name="Guard">Of a condition: where it does not hold, the condition is false.</param>
/// <param name="Failing">Of a target: where it does not hold, the condition does not fail.</param>
/// <param name="Memo">See <see cref="Expression.Memo"/>.</param>
internal sealed record CompiledText(
    ExpressionMeaning Asked, ExpressionMeaning Meaning, bool IsTarget, Program Plain, Guard Guard, Guard Failing, int Memo);
