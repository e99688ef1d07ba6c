using Pdp.Engine.Model;
using Pdp.Engine.Sources;
using Pdp.Language.Checking;
using Pdp.Language.Syntax;
using Pdp.Language.Types;

namespace Pdp.Engine.Compilation;

/// <summary>An expression on its way from text to program.</summary>
internal sealed class ExpressionUnit
{
    private readonly ParsedText.Table _texts;
    private readonly ParsedText _text;
    private AttributeSet? _allAttributes;

    public ExpressionUnit(ExpressionSource source, VariableScope? scope, DiagnosticBag diagnostics, ParsedText.Table texts)
    {
        Source = source;
        Scope = scope;
        Diagnostics = diagnostics;
        _texts = texts;
        _text = texts.Of(source.Text);
        foreach (var found in Parsed.Diagnostics) diagnostics.Add(source, found);
    }

    public ExpressionSource Source { get; }

    /// <summary>The variables that it may read; null for a definition.</summary>
    public VariableScope? Scope { get; }

    /// <summary>Where findings about it go.</summary>
    public DiagnosticBag Diagnostics { get; }

    public ParseResult Parsed => _text.Parsed;

    public ExpressionReads Reads => _text.Reads;

    /// <summary>The variables and definitions that it reads, as far as they exist; set when they are resolved.</summary>
    public List<VariableUnit> ReadUnits { get; } = [];

    /// <summary>The environments in which it may be evaluated, as far as targets tell; null before it is checked.</summary>
    public EnvironmentSet? CheckedIn { get; set; }

    /// <summary>What evaluating it comes to at worst; set when it is compiled.</summary>
    public UnitCost? Cost { get; set; }

    /// <summary>What it was compiled to, in the end.</summary>
    public Expression? Compiled { get; set; }

    /// <summary>The attributes that it reads, by itself or through variables and definitions, which are in no circle.</summary>
    public AttributeSet AllAttributes
    {
        get
        {
            if (_allAttributes is not null) return _allAttributes;
            if (ReadUnits.Count == 0) return _allAttributes = Reads.Attributes;
            return _allAttributes = _texts.Union(Reads.Attributes.Concat(
                ReadUnits.Where(read => read is { IsBroken: false, Unit: not null }).SelectMany(read => read.Unit!.AllAttributes)));
        }
    }

    /// <summary>Its text, which others may have as well.</summary>
    public ParsedText Text => _text;

    /// <summary>Checks it in an environment.</summary>
    public CheckResult Check(TypeEnvironment environment, CelType? expected) => _text.Check(environment, expected);
}
