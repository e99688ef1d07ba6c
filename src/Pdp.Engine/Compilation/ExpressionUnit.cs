using Pdp.Engine.Model;
using Pdp.Engine.Sources;
using Pdp.Language.Syntax;

namespace Pdp.Engine.Compilation;

/// <summary>An expression on its way from text to program.</summary>
internal sealed class ExpressionUnit
{
    private HashSet<AttributeName>? _allAttributes;

    public ExpressionUnit(ExpressionSource source, VariableScope? scope, DiagnosticBag diagnostics)
    {
        Source = source;
        Scope = scope;
        Diagnostics = diagnostics;
        Parsed = Parser.Parse(source.Text);
        foreach (var found in Parsed.Diagnostics) diagnostics.Add(source, found);
        Reads = Parsed.Root is { } root ? ExpressionReads.Of(root) : ExpressionReads.None;
    }

    public ExpressionSource Source { get; }

    /// <summary>The variables that it may read; null for a definition.</summary>
    public VariableScope? Scope { get; }

    /// <summary>Where findings about it go.</summary>
    public DiagnosticBag Diagnostics { get; }

    public ParseResult Parsed { get; }

    public ExpressionReads Reads { get; }

    /// <summary>The variables and definitions that it reads, as far as they exist; set when they are resolved.</summary>
    public List<VariableUnit> ReadUnits { get; } = [];

    /// <summary>The environments in which it may be evaluated, as far as targets tell; null before it is checked.</summary>
    public EnvironmentSet? CheckedIn { get; set; }

    /// <summary>What evaluating it comes to at worst; set when it is compiled.</summary>
    public UnitCost? Cost { get; set; }

    /// <summary>What it was compiled to, in the end.</summary>
    public Expression? Compiled { get; set; }

    /// <summary>The attributes that it reads, by itself or through variables and definitions, which are in no circle.</summary>
    public HashSet<AttributeName> AllAttributes
    {
        get
        {
            if (_allAttributes is not null) return _allAttributes;
            if (ReadUnits.Count == 0) return _allAttributes = Reads.Attributes;
            var all = new HashSet<AttributeName>(Reads.Attributes);
            foreach (var read in ReadUnits)
            {
                if (read is { IsBroken: false, Unit: { } unit }) all.UnionWith(unit.AllAttributes);
            }

            return _allAttributes = all;
        }
    }
}
