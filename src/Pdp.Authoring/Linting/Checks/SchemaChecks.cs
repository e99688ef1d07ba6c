using Pdp.Authoring.Linting.Model;
using Pdp.Engine.Compilation;
using Pdp.Engine.Sources;

namespace Pdp.Authoring.Linting.Checks;

/// <summary>What definitions and schemas offer and nobody takes.</summary>
internal static class SchemaChecks
{
    public static void Run(LintModel model, LintNotes notes)
    {
        var reads = Reads.Of(model.Source);
        foreach (var definition in model.Source.Definitions.Where(definition => !reads.Has(Roots.Definitions, definition.Name)))
        {
            notes.Warn(
                LintCodes.UnreadDefinition, definition.Location, $"nothing reads the definition `{definition.Name}`", null,
                new NotedFix("remove the definition", definition.Location.Pointer, null, IsSafe: true));
        }

        var schema = model.Source.Schema;
        Attributes(Roots.Subject, schema.Subjects, reads, notes);
        Attributes(Roots.Resource, schema.Resources, reads, notes);
        Attributes(Roots.Action, schema.Actions, reads, notes);
        if (schema.Context is { } context) Attributes(Roots.Context, [context], reads, notes);
        Actions(model, notes);
    }

    private static void Attributes(string root, IEnumerable<EntitySchema> kinds, Reads reads, LintNotes notes)
    {
        foreach (var attribute in kinds.SelectMany(kind => kind.Attributes))
        {
            var name = attribute.Member.Name;
            if (reads.Has(root, name)) continue;
            notes.Warn(
                LintCodes.UnreadAttribute, attribute.Location, $"no expression reads the attribute `{root}.{name}`",
                "is it mistyped where it should be read? what callers send and policies do not need may stay, with a waiver");
        }
    }

    private static void Actions(LintModel model, LintNotes notes)
    {
        var permits = model.Rules.Where(rule => rule is { IsDead: false, Policy.IsShadow: false, Source.Effect: Effect.Permit }).Select(rule => rule.Guard).ToList();
        permits.AddRange(model.Policies
            .Where(policy => policy is { IsShadow: false, Source.Combining: CombiningAlgorithm.PermitUnlessDeny }).Select(policy => policy.Guard));
        foreach (var action in model.Source.Schema.Actions)
        {
            var named = model.Definitions.OneOf(Roots.Action, "name", [action.Name]);
            if (permits.Exists(guard => !guard.And(named).IsNever)) continue;
            notes.Warn(LintCodes.UnpermittedAction, action.Location, $"no rule permits the action `{action.Name}`", "permit it somewhere, or take it out of the schema");
        }
    }
}
