using System.Collections.Immutable;
using Pdp.Bundles.Documents;
using Pdp.Bundles.Gateways;
using Pdp.Bundles.Testing;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Bundles.Loading;

/// <summary>All documents of a folder, joined.</summary>
/// <param name="Source">What is compiled; without a revision yet.</param>
/// <param name="Suites">The tests.</param>
/// <param name="Gateways">How gateways ask.</param>
/// <param name="Bundle">What holds for the folder as a whole.</param>
internal sealed record Assembly(PolicySetSource Source, ImmutableArray<TestSuite> Suites, ImmutableArray<Gateway> Gateways, BundleDocument Bundle)
{
    /// <summary>Joins documents; tells what two of them cannot both say.</summary>
    public static Assembly Of(IReadOnlyList<ReadDocument> documents, List<SourceDiagnostic> findings)
    {
        IEnumerable<T> Each<T>()
            where T : Document => documents.Select(read => read.Document).OfType<T>();

        var bundle = Each<BundleDocument>().FirstOrDefault() ?? new BundleDocument("");
        var schemas = Each<SchemaDocument>().Select(document => document.Schema).ToList();
        var contexts = schemas.Select(schema => schema.Context).OfType<EntitySchema>().ToList();
        foreach (var second in contexts.Skip(1))
        {
            findings.Add(new SourceDiagnostic(
                DocumentDiagnosticCodes.DuplicateContext, Severity.Error, second.Location, "the context is described twice",
                $"the first description stands in `{contexts[0].Location.File}`"));
        }

        ImmutableArray<Gateway> gateways = [.. Each<GatewayDocument>().Select(document => document.Gateway)];
        GatewayCheck.Check(gateways, findings);
        var source = new PolicySetSource
        {
            Revision = "",
            Policies = [.. Each<PolicyDocument>().Select(document => document.Policy)],
            Pins = bundle.Pins,
            PinsLocation = new SourceLocation(bundle.File, "/pins"),
            Definitions = [.. Each<DefinitionsDocument>().SelectMany(document => document.Definitions)],
            Entities = [.. Each<EntitiesDocument>().SelectMany(document => document.Entities)],
            Limits = bundle.Limits,
            Schema = new SchemaSource
            {
                Subjects = [.. schemas.SelectMany(schema => schema.Subjects)],
                Resources = [.. schemas.SelectMany(schema => schema.Resources)],
                Actions = [.. schemas.SelectMany(schema => schema.Actions)],
                Context = contexts.FirstOrDefault(),
                Enforcement = bundle.Enforcement,
            },
        };
        return new Assembly(source, [.. Each<TestsDocument>().Select(document => document.Suite)], gateways, bundle);
    }
}
