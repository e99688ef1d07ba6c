using System.Collections.Immutable;
using Pdp.Engine.Diagnostics;
using Pdp.Engine.Indexing;
using Pdp.Engine.Model;
using Pdp.Engine.Sources;
using Pdp.Language.Functions;

namespace Pdp.Engine.Compilation;

/// <summary>Makes a policy set of its source, or finds everything that is wrong with it.</summary>
internal sealed class PolicySetCompiler
{
    private readonly PolicySetSource _source;
    private readonly LoadTimes? _times;
    private readonly ParsedText.Table _texts = new();
    private readonly DiagnosticBag _diagnostics = new();
    private readonly PolicyVersions _versions;
    private readonly ReferenceGraph _graph;
    private readonly DefinitionTable _definitions;
    private readonly SchemaAttributes _attributes;
    private readonly EntityTable _entities;

    private PolicySetCompiler(PolicySetSource source, LoadTimes? times)
    {
        _times = times;
        _source = source;
        Limits(source.Limits);
        _versions = new PolicyVersions(source, _diagnostics);
        _graph = ReferenceGraph.Of(_versions);
        _definitions = new DefinitionTable(source.Definitions, _diagnostics, _texts);
        _attributes = new SchemaAttributes(source.Schema, _diagnostics);
        _entities = new EntityTable(source, _attributes, _diagnostics);
    }

    public static PolicySetResult Compile(PolicySetSource source, TimeProvider clock, LoadTimes? times)
    {
        var compiler = new PolicySetCompiler(source, times);
        var set = compiler.Compile();
        var diagnostics = compiler._diagnostics.ToImmutable();
        return set is null
            ? new PolicySetResult(null, diagnostics)
            : new PolicySetResult(new PolicySet(source, compiler.Infos(), set, clock), diagnostics);
    }

    private CompiledSet? Compile()
    {
        Read();
        _graph.TellCircles();
        ResolveVariables();
        var schema = new SchemaModel(_source.Schema, Expressions().SelectMany(unit => unit.Reads.Attributes));
        var functions = StandardLibrary.Policies;
        var checker = new ExpressionChecker(schema, functions);
        using (LoadTimes.Measure(_times, LoadPhase.Check)) Check(schema, checker);
        PolicyLint.Check(_versions, _source.Schema, _diagnostics);
        var slots = new SlotTable();
        var compiler = new ExpressionCompiler(checker, schema, new AttributeSizes(_source.Schema), slots, _texts.Parts, _source.Limits.Fuel, _times);
        var code = Build(schema, compiler);
        checker.TellFindings();
        using var measured = LoadTimes.Measure(_times, LoadPhase.Layout);
        var set = _diagnostics.HasErrors ? null : Lay(slots, compiler, code);
        code.Settle();
        return set;
    }

    private void Read()
    {
        using var measured = LoadTimes.Measure(_times, LoadPhase.Parse);
        foreach (var document in _versions.All)
        {
            document.Diagnostics = document.IsUnused
                ? _diagnostics.Demoting("this version is not in force; it could not be put in force as it is")
                : _diagnostics;
            new DocumentReader(document, _versions, _source.Limits.MaxPolicyDepth, _texts).Read();
        }
    }

    private void Limits(EngineLimits limits)
    {
        var location = new SourceLocation(_source.PinsLocation.File ?? "", "");
        if (limits.MaxPolicyDepth is < 1 or > PolicyDepth.Greatest)
        {
            _diagnostics.Error(
                EngineDiagnosticCodes.InvalidLimit, location,
                $"the depth of policies is limited to {limits.MaxPolicyDepth}, expected 1 to {PolicyDepth.Greatest}");
        }

        if (limits.Fuel < 1)
            _diagnostics.Error(EngineDiagnosticCodes.InvalidLimit, location, $"the limit of fuel is {limits.Fuel}, expected 1 or more");
        if (limits.DecisionTime <= TimeSpan.Zero)
            _diagnostics.Error(EngineDiagnosticCodes.InvalidLimit, location, "the limit of a decision's time is not positive");
    }

    private void ResolveVariables()
    {
        var resolver = new VariableResolver(_definitions);
        foreach (var unit in Expressions()) resolver.Resolve(unit);
        VariableResolver.BreakCircles(_definitions.All.Concat(_versions.All.SelectMany(document => document.Variables)));
    }

    private IEnumerable<ExpressionUnit> Expressions() =>
        _definitions.All.Select(definition => definition.Unit).OfType<ExpressionUnit>()
            .Concat(_versions.All.SelectMany(document => document.Expressions));

    private void Check(SchemaModel schema, ExpressionChecker checker)
    {
        // the version in force that a shadow is compared with is evaluated by itself, even where references bring it in
        var compared = Shadows.Select(shadow => _versions.InForce(shadow.Source.Id)).ToHashSet();
        foreach (var document in _graph.Ordered)
        {
            var isEvaluatedAlone = document.Role != PolicyRole.Referenced || compared.Contains(document);
            if (isEvaluatedAlone) document.Environments = schema.All;
            new DocumentChecker(document, schema, checker).Check();
        }

        foreach (var definition in _definitions.All.Where(definition => !definition.IsRead && definition is { IsBroken: false, Unit: not null }))
            checker.Check(definition.Unit!, schema.All);
    }

    private IEnumerable<DocumentUnit> Shadows => _versions.All.Where(document => document.Role == PolicyRole.Shadow);

    private CodeBuilder Build(SchemaModel schema, ExpressionCompiler compiler)
    {
        var code = new CodeBuilder(compiler, _times) { VariableCount = _definitions.All.Count };
        for (var i = 0; i < _definitions.All.Count; i++)
        {
            var definition = _definitions.All[i];
            definition.Index = i;
            if (definition is { IsBroken: false, Unit: { } unit }) compiler.Compile(unit, schema.All);
        }

        foreach (var document in _graph.Ordered.Reverse().Where(document => document.Role != PolicyRole.Inactive)) code.Build(document);
        return code;
    }

    private CompiledSet? Lay(SlotTable slots, ExpressionCompiler compiler, CodeBuilder code)
    {
        var places = new PlaceBuilder(_source.Limits.MaxPolicyDepth, _diagnostics);
        foreach (var document in _graph.Ordered.Reverse())
        {
            if (document.Policy?.Compiled is { } compiled) places.Measure(compiled);
        }

        var rootDocuments = _versions.All.Where(document => document.Role == PolicyRole.Root).ToList();
        var roots = rootDocuments.Select(places.Build).ToArray();
        var shadows = Shadows.Select(shadow => Shadow(shadow, rootDocuments, places)).ToArray();
        if (_diagnostics.HasErrors) return null;
        return new CompiledSet
        {
            Roots = roots!,
            RootIndex = ItemIndex.Of(Array.ConvertAll(roots, root => root!.Code.Guard)),
            Shadows = shadows!,
            Layout = new LayoutBuilder(_source, _attributes, _entities, slots).Build(),
            Limits = _source.Limits,
            DocumentCount = code.DocumentCount,
            DefinitionCount = _definitions.All.Count,
            VariableCount = code.VariableCount,
            LocalCount = compiler.LocalCount,
            MemoCount = compiler.MemoCount,
            SharedCount = _texts.Parts.Count,
            Revision = _source.Revision,
        };
    }

    private ShadowNode? Shadow(DocumentUnit shadow, List<DocumentUnit> roots, PlaceBuilder places)
    {
        var inForce = _versions.InForce(shadow.Source.Id);
        var root = inForce is null ? -1 : roots.IndexOf(inForce);
        var alone = inForce is null || root >= 0 ? null : places.Build(inForce);
        return places.Build(shadow) is { } node
            ? new ShadowNode(shadow.Source.Id, shadow.Source.Version, node, root, alone)
            : null;
    }

    private ImmutableArray<PolicyInfo> Infos() =>
        [.. _versions.All.Select(document => new PolicyInfo(document.Source.Id, document.Source.Version, document.Role, document.Source))];
}
