using Pdp.Language.Checking;
using Pdp.Language.Diagnostics;
using Pdp.Language.Functions;
using Pdp.Language.Types;

namespace Pdp.Engine.Compilation;

/// <summary>Checks expressions in the environments in which they may be evaluated.</summary>
/// <param name="schema">The schemas.</param>
/// <param name="functions">The functions.</param>
/// <param name="known">Environments made before, by the records that they are of; null: none.</param>
internal sealed class ExpressionChecker(
    SchemaModel schema, FunctionRegistry functions, IReadOnlyDictionary<(RecordType, RecordType, RecordType), TypeEnvironment>? known)
{
    private readonly EnvironmentCells _cells = new(schema);
    private readonly Dictionary<(RecordType, RecordType, RecordType), TypeEnvironment> _environments = known is null ? [] : new(known);
    private readonly Dictionary<(VariableUnit, RecordType?, RecordType?, RecordType?), VariableCheck> _variables = [];
    private readonly Dictionary<ExpressionUnit, Findings> _findings = [];
    private readonly List<object> _order = [];

    /// <summary>The environments, by the records that they are of.</summary>
    public Dictionary<(RecordType, RecordType, RecordType), TypeEnvironment> Environments => _environments;

    /// <summary>Checks a condition and tells in which environments it is not known to be false.</summary>
    public EnvironmentSet CheckCondition(ExpressionUnit unit, EnvironmentSet environments)
    {
        if (unit.Parsed.Root is not { } root) return environments;
        Note(unit, environments);
        var candidates = TypePrefilter.Narrow(root, environments, schema);
        if (candidates.IsEmpty)
        {
            Check(unit, _cells.Union(environments, isBlurred: false), CelType.Bool);
            return candidates;
        }

        var cells = _cells.Of(unit.AllAttributes, candidates);
        var dead = new List<EnvironmentCell>();
        foreach (var cell in cells)
        {
            var result = Check(unit, cell, CelType.Bool);
            if (result.Expression is { } expression && IsFalse(expression)) dead.Add(cell);
        }

        return dead.Count == 0 ? candidates : Without(unit, candidates, cells, dead);
    }

    private static void Note(ExpressionUnit unit, EnvironmentSet environments) =>
        unit.CheckedIn = unit.CheckedIn?.Union(environments) ?? environments;

    /// <summary>Checks an expression of any type.</summary>
    public void Check(ExpressionUnit unit, EnvironmentSet environments, CelType? expected = null)
    {
        if (unit.Parsed.Root is null) return;
        Note(unit, environments);
        var cells = _cells.Of(unit.AllAttributes, environments);
        if (cells.Count == 0) cells = [_cells.Union(environments, isBlurred: false)];
        foreach (var cell in cells) Check(unit, cell, expected);
    }

    /// <summary>
    /// The check from which the expression is compiled: an attribute has a type there only if it has it in all
    /// environments, so that what is evaluated does not depend on them.
    /// </summary>
    /// <returns>Null when the expression has errors, all of which have been or are told.</returns>
    public (CheckedExpression Expression, TypeEnvironment Environment)? CheckForCompiling(
        ExpressionUnit unit, EnvironmentSet environments, CelType? expected)
    {
        var environment = EnvironmentOf(unit, _cells.Union(environments, isBlurred: true));
        var result = unit.Check(environment, expected);
        if (result.Expression is { } expression) return (expression, environment);
        if (!FindingsOf(unit).HasErrors) FindingsOf(unit).Add(result, "");
        return null;
    }

    /// <summary>Tells all findings, by expression in the order of their first check.</summary>
    public void TellFindings()
    {
        foreach (var entry in _order)
        {
            if (entry is ExpressionUnit unit) _findings[unit].Tell(unit);
            else if (entry is DocumentUnit document) document.Diagnostics.Repeat(document.Kept!.Notes ?? []);
        }
    }

    /// <summary>Stands in for the checks of a document that is reused.</summary>
    public void Pass(DocumentUnit document)
    {
        if (document.Kept!.Notes is not null) _order.Add(document);
    }

    /// <summary>The definitions of which something was found: how that is told depends on all that read them.</summary>
    public IEnumerable<ExpressionUnit> FoundDefinitions =>
        _findings.Where(pair => pair.Key.Scope is null && pair.Value.HasAny).Select(pair => pair.Key);

    private CheckResult Check(ExpressionUnit unit, EnvironmentCell cell, CelType? expected)
    {
        var result = unit.Check(EnvironmentOf(unit, cell), expected);
        FindingsOf(unit).Add(result, cell.Description);
        FindInVariables(unit, cell);
        return result;
    }

    // in `subject.type == 'user' && variables.x` the variable is never read for others: its errors there do not count
    private void FindInVariables(ExpressionUnit reader, EnvironmentCell cell)
    {
        foreach (var read in reader.ReadUnits)
        {
            if (CheckOf(read, cell) is not { IsTold: false } check) continue;
            if (check.HasErrors && !IsReachable(reader, read, cell)) continue;
            check.IsTold = true;
            FindingsOf(read.Unit!).Add(check.Result, cell.Description);
            FindInVariables(read.Unit!, cell);
        }
    }

    // the checker does not hold an attribute that does not exist against an expression that can never read it
    private bool IsReachable(ExpressionUnit reader, VariableUnit variable, EnvironmentCell cell)
    {
        var environment = EnvironmentOf(reader, cell);
        var without = ((RecordType)environment.Variables[variable.Root]).Members.Remove(variable.Name);
        var probe = new RecordType("probe", without.Values, isOpen: false, isEntityRoot: true);
        var result = Checker.Check(reader.Parsed, environment with { Variables = environment.Variables.SetItem(variable.Root, probe) });
        return result.Diagnostics.Any(found => found.Code == DiagnosticCodes.UnknownAttribute && found.Message.Contains(variable.Path, StringComparison.Ordinal));
    }

    private Findings FindingsOf(ExpressionUnit unit)
    {
        if (_findings.TryGetValue(unit, out var findings)) return findings;
        _order.Add(unit);
        return _findings[unit] = new Findings();
    }

    // when one root alone is read, its dead kinds are taken out; else the boxes of the living cells remain
    private EnvironmentSet Without(
        ExpressionUnit unit, EnvironmentSet environments, List<EnvironmentCell> cells, List<EnvironmentCell> dead)
    {
        if (cells.Count == dead.Count) return EnvironmentSet.None;
        var gone = dead.Select(cell => cell.Class).ToHashSet();
        var isOneRoot = unit.AllAttributes
            .Where(name => name.Root != Roots.Context).Select(name => name.Root).Distinct().Count() == 1;
        var kept = new List<EnvironmentBox>();
        foreach (var box in environments.Boxes)
        {
            var living = _cells.Of(unit.AllAttributes, box).Where(cell => !gone.Contains(cell.Class)).Select(cell => cell.Box).ToList();
            if (isOneRoot && living.Count > 0) kept.Add(living.Aggregate((left, right) => left.Around(right)));
            else kept.AddRange(living);
        }

        return EnvironmentSet.Of(kept);
    }

    private static bool IsFalse(CheckedExpression expression) => expression.Known is { IsBool: true, AsBool: false };

    private TypeEnvironment EnvironmentOf(ExpressionUnit unit, EnvironmentCell cell)
    {
        var environment = EnvironmentOf(cell);
        if (unit.Reads.IsAlone) return environment;
        return environment with
        {
            Variables = environment.Variables
                .SetItem(Roots.Variables, RecordOf(Roots.Variables, unit.Reads.Variables.Keys, unit, cell))
                .SetItem(Roots.Definitions, RecordOf(Roots.Definitions, unit.Reads.Definitions.Keys, unit, cell)),
        };
    }

    private TypeEnvironment EnvironmentOf(EnvironmentCell cell)
    {
        var key = (cell.Subject, cell.Resource, cell.Action);
        if (_environments.TryGetValue(key, out var environment)) return environment;
        environment = new TypeEnvironment { Functions = functions };
        return _environments[key] = environment with
        {
            Variables = environment.Variables.AddRange(new Dictionary<string, CelType>
            {
                [Roots.Subject] = cell.Subject,
                [Roots.Resource] = cell.Resource,
                [Roots.Action] = cell.Action,
                [Roots.Context] = schema.ContextRecord,
                [Roots.Now] = CelType.Timestamp,
                [Roots.Variables] = new RecordType(Roots.Variables, [], isOpen: false, isEntityRoot: true),
                [Roots.Definitions] = new RecordType(Roots.Definitions, [], isOpen: false, isEntityRoot: true),
            }),
        };
    }

    // a name that does not exist has been reported: it has the error type here, so that it is reported once
    private RecordType RecordOf(string root, IEnumerable<string> names, ExpressionUnit unit, EnvironmentCell cell) =>
        new(root, names.Select(name => new RecordMember(name, TypeOf(root, name, unit, cell), true, [])), false, isEntityRoot: true);

    private CelType TypeOf(string root, string name, ExpressionUnit reader, EnvironmentCell cell)
    {
        var variable = reader.ReadUnits.Find(read => read.Root == root && read.Name == name);
        if (variable is { IsBroken: false, Unit: null }) return variable.ConstantType;
        return variable is not null && CheckOf(variable, cell) is { } check ? check.Type : CelType.Error;
    }

    /// <summary>What the check of a variable came to; null when there is nothing to check.</summary>
    private VariableCheck? CheckOf(VariableUnit variable, EnvironmentCell cell)
    {
        if (variable is { IsBroken: true } or not { Unit.Parsed.Root: not null }) return null;
        var unit = variable.Unit!;
        var reads = unit.AllAttributes;
        var key = (variable, Read(Roots.Subject, cell.Subject), Read(Roots.Resource, cell.Resource), Read(Roots.Action, cell.Action));
        if (_variables.TryGetValue(key, out var check)) return check;
        var result = unit.Check(EnvironmentOf(unit, cell), null);
        var hasErrors = result.Expression is null || unit.ReadUnits.Exists(read => CheckOf(read, cell) is { HasErrors: true });
        return _variables[key] = new VariableCheck(result, hasErrors);

        RecordType? Read(string of, RecordType record) => reads.Any(attribute => attribute.Root == of) ? record : null;
    }

    /// <summary>The check of a variable in some environment.</summary>
    /// <param name="result">What came of it.</param>
    /// <param name="hasErrors">Whether it, or a variable that it reads, has errors there.</param>
    private sealed class VariableCheck(CheckResult result, bool hasErrors)
    {
        public CheckResult Result { get; } = result;

        public bool HasErrors { get; } = hasErrors;

        public CelType Type { get; } = result.Expression?.Type ?? CelType.Error;

        /// <summary>Whether what was found has been counted among the findings.</summary>
        public bool IsTold { get; set; }
    }
}
