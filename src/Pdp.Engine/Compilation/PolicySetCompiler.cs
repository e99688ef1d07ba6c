using System.Collections.Immutable;
using Pdp.Engine.Compilation.Reuse;
using Pdp.Engine.Diagnostics;
using Pdp.Engine.Indexing;
using Pdp.Engine.Model;
using Pdp.Engine.Sources;
using Pdp.Language.Functions;
using Pdp.Language.Guards;

namespace Pdp.Engine.Compilation;

/// <summary>
/// Makes a policy set of its source, or finds everything that is wrong with it. What an earlier compilation made of the same
/// sources is taken as it is where nothing that it depends on has changed; what comes out is the same.
/// </summary>
internal sealed class PolicySetCompiler
{
    // each takes off more of what was reused; most edits need none
    private const int MostAttempts = 4;

    private readonly PolicySetSource _source;
    private readonly LoadTimes? _times;
    private readonly CancellationToken _cancellation;
    private readonly ParsedText.Table _texts = new();
    private readonly DiagnosticBag _diagnostics = new();
    private readonly PolicyVersions _versions;
    private readonly ReferenceGraph _graph;
    private readonly DefinitionTable _definitions;
    private readonly SchemaParts _shared;
    private readonly Reused _reused;

    private PolicySetCompiler(PolicySetSource source, LoadTimes? times, Reused reused, CancellationToken cancellation)
    {
        _times = times;
        _cancellation = cancellation;
        _source = source;
        _reused = reused;
        Limits(source.Limits);
        _versions = new PolicyVersions(source, _diagnostics);
        reused.Match(_versions);
        _graph = ReferenceGraph.Of(_versions);
        _definitions = new DefinitionTable(source.Definitions, _diagnostics, _texts);
        _shared = new SchemaParts(source, reused.Kept, _diagnostics);
        reused.Settle(_definitions);
        reused.Settle(_graph, _versions);
    }

    /// <summary>Compiles a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="clock">See <see cref="PolicySet.Compile"/>.</param>
    /// <param name="times">Gets what the parts took, or null.</param>
    /// <param name="kept">What an earlier compilation kept, or null.</param>
    /// <param name="cancellation">Stops between documents.</param>
    public static PolicySetResult Compile(PolicySetSource source, TimeProvider clock, LoadTimes? times, KeptSet? kept, CancellationToken cancellation)
    {
        if (kept?.Fits(source) == false) kept = null;
        var refused = new HashSet<KeptDocument>(ReferenceEqualityComparer.Instance);
        for (var attempt = 1; ; attempt++)
        {
            var compiler = new PolicySetCompiler(source, times, new Reused(attempt < MostAttempts ? kept : null, refused), cancellation);
            var (set, keep) = compiler.Compile();
            if (compiler._reused.Stale.Count > 0)
            {
                refused.UnionWith(compiler._reused.Stale);
                continue;
            }

            var diagnostics = compiler._diagnostics.ToImmutable();
            return set is null
                ? new PolicySetResult(null, diagnostics)
                : new PolicySetResult(new PolicySet(source, compiler.Infos(), set, keep!, clock), diagnostics);
        }
    }

    private (CompiledSet? Set, KeptSet? Kept) Compile()
    {
        Read();
        _diagnostics.Stage = Stage.Circles;
        _graph.TellCircles();
        _diagnostics.Stage = Stage.Resolving;
        ResolveVariables();
        var reads = Union(Documents);
        var schema = _reused.SchemaOf(_source, reads, Documents);
        if (_reused.Stale.Count > 0) return default;
        var checker = new ExpressionChecker(schema, StandardLibrary.Policies, _reused.Kept?.Environments);
        _diagnostics.Stage = Stage.Checking;
        using (LoadTimes.Measure(_times, LoadPhase.Check)) Check(schema, checker);
        var tainted = KeptSetBuilder.Taint(_definitions.All, checker.FoundDefinitions);
        _reused.CheckTaint(tainted, Documents);
        if (_reused.Stale.Count > 0) return default;
        _diagnostics.Stage = Stage.Linting;
        PolicyLint.Check(_versions, _source.Schema, _diagnostics);
        _diagnostics.Stage = Stage.Building;
        var numbering = new Numbering(
            _reused.Kept,
            [.. Documents.Where(document => document is { IsReused: true, Kept.Code: not null }).Select(document => document.Kept!)],
            [.. _definitions.All.Select(definition => definition.Kept).OfType<KeptDefinition>()]);
        var slots = _reused.Kept?.Slots ?? new SlotTable();
        _texts.Parts.Numbering = numbering;
        var compiler = new ExpressionCompiler(
            checker, schema, new AttributeSizes(_source.Schema), slots, _texts.Parts, numbering, new MemoTexts(_reused.Kept, numbering.Memos),
            _source.Limits.Fuel, _times);
        var code = Build(schema, compiler, numbering);
        _diagnostics.Stage = Stage.Findings;
        checker.TellFindings();
        _diagnostics.Stage = Stage.Laying;
        using var measured = LoadTimes.Measure(_times, LoadPhase.Layout);
        // what is only read where that can make no difference has no slot
        var live = Union(Documents.Where(document => document.Role != PolicyRole.Inactive)).Where(name => slots.Find(name) >= 0).ToHashSet();
        PackedGuard[] rootGuards = [];
        var set = _diagnostics.HasErrors ? null : Lay(slots, live, numbering, out rootGuards);
        var kept = set is null ? null : new KeptSetBuilder(_source, schema, checker.Environments, tainted, numbering).Build(
            _graph, _definitions, slots, live, reads, _reused.MemoHashes(numbering, compiler.MemoHashes), _shared.Notes, set, rootGuards);
        code.Settle();
        return (set, kept);
    }

    private IEnumerable<DocumentUnit> Documents => _graph.Ordered;

    private IEnumerable<DocumentUnit> NewDocuments => _versions.All.Where(document => !document.IsReused);

    /// <summary>The attributes that some documents and the definitions read.</summary>
    private HashSet<AttributeName> Union(IEnumerable<DocumentUnit> documents)
    {
        var sets = new HashSet<AttributeSet>(ReferenceEqualityComparer.Instance);
        foreach (var document in documents) sets.Add(document.IsReused ? document.Kept!.Reads : document.Reads);
        foreach (var definition in _definitions.All) sets.Add(definition.Unit?.Reads.Attributes ?? AttributeSet.Empty);
        return [.. sets.SelectMany(set => set)];
    }

    private void Read()
    {
        using var measured = LoadTimes.Measure(_times, LoadPhase.Parse);
        _diagnostics.Stage = Stage.Reading;
        foreach (var document in _versions.All)
        {
            _cancellation.ThrowIfCancellationRequested();
            document.Diagnostics = _diagnostics.OfDocument(
                document.IsUnused ? "this version is not in force; it could not be put in force as it is" : null);
            if (document.IsReused) document.Diagnostics.Repeat(document.Kept!.Notes ?? []);
            else new DocumentReader(document, _versions, _source.Limits.MaxPolicyDepth, _texts).Read();
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
        foreach (var definition in _definitions.All)
        {
            if (definition.Unit is { } unit) resolver.Resolve(unit);
        }

        foreach (var document in _versions.All)
        {
            _cancellation.ThrowIfCancellationRequested();
            foreach (var unit in document.Expressions) resolver.Resolve(unit);
            if (!document.IsReused) continue;
            document.Diagnostics.Repeat(document.Kept!.Notes ?? []);
            foreach (var definition in document.Kept.Definitions ?? []) _definitions.Find(definition.Source.Name)!.IsRead = true;
        }

        VariableResolver.BreakCircles(_definitions.All.Concat(NewDocuments.SelectMany(document => document.Variables)));
    }

    private void Check(SchemaModel schema, ExpressionChecker checker)
    {
        // the version in force that a shadow is compared with is evaluated by itself, even where references bring it in
        var compared = Shadows.Select(shadow => _versions.InForce(shadow.Source.Id)).ToHashSet();
        foreach (var document in _graph.Ordered)
        {
            _cancellation.ThrowIfCancellationRequested();
            var isEvaluatedAlone = document.Role != PolicyRole.Referenced || compared.Contains(document);
            if (isEvaluatedAlone) document.Environments = schema.All;
            if (!document.IsReused)
            {
                new DocumentChecker(document, schema, checker).Check();
                continue;
            }

            var kept = document.Kept!;
            _reused.CheckEnvironments(document, isEvaluatedAlone);
            checker.Pass(document);
            document.Diagnostics.Repeat(kept.Notes ?? []);
            foreach (var reference in kept.References ?? [])
            {
                var target = _versions.Resolve(reference.Source, null)!;
                target.Environments = target.Environments.Union(reference.Inside);
            }
        }

        foreach (var definition in _definitions.All.Where(definition => !definition.IsRead && definition is { IsBroken: false, Unit: not null }))
            checker.Check(definition.Unit!, schema.All);
    }

    private IEnumerable<DocumentUnit> Shadows => _versions.All.Where(document => document.Role == PolicyRole.Shadow);

    private CodeBuilder Build(SchemaModel schema, ExpressionCompiler compiler, Numbering numbering)
    {
        // all have their numbers before any is compiled: one may read another that comes later
        foreach (var definition in _definitions.All) definition.Index = definition.Kept?.Index ?? numbering.Variables(1);
        foreach (var definition in _definitions.All)
        {
            if (definition is { IsBroken: false, Unit: { } unit }) compiler.Compile(unit, schema.All, kept: definition.Kept?.Compiled);
        }

        var code = new CodeBuilder(compiler, numbering, _times);
        for (var i = _graph.Ordered.Count - 1; i >= 0; i--)
        {
            _cancellation.ThrowIfCancellationRequested();
            var document = _graph.Ordered[i];
            if (document.IsReused)
            {
                document.Diagnostics.Repeat(document.Kept!.Notes ?? []);
                document.Code = document.Kept.Code;
            }
            else if (document.Role != PolicyRole.Inactive)
            {
                code.Build(document);
            }
        }

        return code;
    }

    private CompiledSet? Lay(SlotTable slots, HashSet<AttributeName> live, Numbering numbering, out PackedGuard[] rootGuards)
    {
        rootGuards = [];
        var places = new PlaceBuilder(_source.Limits.MaxPolicyDepth, _diagnostics);
        foreach (var document in _graph.Ordered.Reverse())
        {
            if (document.Code is { } compiled) places.Measure(compiled);
        }

        var rootDocuments = _versions.All.Where(document => document.Role == PolicyRole.Root).ToList();
        var roots = rootDocuments.Select(places.Build).ToArray();
        var shadows = Shadows.Select(shadow => Shadow(shadow, rootDocuments, places)).ToArray();
        if (_diagnostics.HasErrors) return null;
        rootGuards = [.. rootDocuments.Select(document => document.Guard)];
        var forest = ForestIndex.Of([.. roots!, .. shadows.SelectMany(shadow => shadow!.Trees)]);
        return new CompiledSet
        {
            Roots = roots!,
            RootIndex = _reused.RootIndex([.. rootDocuments.Select(document => document.Source.Id)], rootGuards),
            Forest = forest,
            RootForest = shadows.Length == 0 ? forest : ForestIndex.Of(roots!),
            Shadows = shadows!,
            Layout = _shared.Layout(slots, live),
            Limits = _source.Limits,
            DocumentCount = numbering.DocumentCount,
            Definitions = Ranges(_definitions.All.Select(definition => definition.Index)),
            VariableCount = numbering.VariableCount,
            LocalCount = numbering.LocalCount,
            MemoCount = numbering.MemoCount,
            SharedCount = numbering.SharedCount,
            Revision = _source.Revision,
        };
    }

    private static (int First, int Count)[] Ranges(IEnumerable<int> positions)
    {
        var ranges = new List<(int First, int Count)>();
        foreach (var position in positions.Order())
        {
            if (ranges is [.., var (first, count)] && first + count == position) ranges[^1] = (first, count + 1);
            else ranges.Add((position, 1));
        }

        return [.. ranges];
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
