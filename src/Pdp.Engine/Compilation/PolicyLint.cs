using Pdp.Engine.Diagnostics;
using Pdp.Engine.Sources;
using Pdp.Language.Syntax;

namespace Pdp.Engine.Compilation;

/// <summary>Warns of what is allowed but probably not meant.</summary>
internal sealed class PolicyLint
{
    private readonly SchemaSource _schema;
    private readonly DocumentUnit _document;

    private PolicyLint(SchemaSource schema, DocumentUnit document)
    {
        _schema = schema;
        _document = document;
    }

    public static void Check(PolicyVersions versions, SchemaSource schema, DiagnosticBag diagnostics)
    {
        foreach (var document in versions.All.Where(document => document.Role != PolicyRole.Inactive))
        {
            if (document.IsReused) document.Diagnostics.Repeat(document.Kept!.Notes ?? []);
            if (document.Policy is not { } policy) continue;
            var lint = new PolicyLint(schema, document);
            if (document.Role == PolicyRole.Referenced && HasDeny(policy))
            {
                document.Diagnostics.Warn(
                    EngineDiagnosticCodes.DenyBelowRoot, document.Source.Location,
                    $"policy `{document.Source.Id}` has deny rules and is no root: it denies only where the policies that reference it apply");
            }

            lint.Rules(policy);
        }

        foreach (var document in versions.AllInForce.Where(document => document.Role == PolicyRole.Inactive))
        {
            diagnostics.Warn(
                EngineDiagnosticCodes.NotEvaluated, document.Source.Location,
                $"version {document.Source.Version} of policy `{document.Source.Id}` is in force but never evaluated: all references name other versions, or are not evaluated themselves");
        }
    }

    private static bool HasDeny(PolicyUnit policy) => policy.Items.Exists(item =>
        item is RuleUnit { Source.Effect: Effect.Deny } || (item is PolicyUnit inline && HasDeny(inline)));

    private void Rules(PolicyUnit policy)
    {
        foreach (var item in policy.Items)
        {
            if (item is PolicyUnit inline) Rules(inline);
            if (item is RuleUnit { Source.Effect: Effect.Deny, When: { } when } rule) Deny(rule, when);
        }
    }

    // has(x) && …, or x.?a.orValue(false): who leaves x out is not denied
    private void Deny(RuleUnit rule, ExpressionUnit when)
    {
        var operands = when.Parsed.Root is LogicExpr { IsAnd: true } and ? and.Operands : when.Parsed.Root is { } root ? [root] : [];
        foreach (var operand in operands)
        {
            if (operand is HasExpr { Operand: IdentExpr owner } has && operands.Length > 1)
                Silent(rule, when, owner.Name, has.Field, "without `has` it is an error then, which never permits");
            if (operand is CallExpr
                {
                    Function: "orValue", Target: SelectExpr { Optional: true, Operand: IdentExpr parent } select,
                    Arguments: [LiteralExpr { Value: { IsBool: true, AsBool: false } }],
                })
            {
                Silent(
                    rule, when, parent.Name, select.Field,
                    $"`{parent.Name}.{select.Field}` by itself is an error then, which never permits");
            }
        }
    }

    private void Silent(RuleUnit rule, ExpressionUnit when, string root, string member, string help)
    {
        if (!Roots.IsRequestRoot(root) || !MayBeLeftOut(root, member)) return;
        _document.Diagnostics.Warn(
            EngineDiagnosticCodes.SilentDeny, when.Source.Location,
            $"deny rule `{rule.Source.Id}` is silent when the caller leaves `{root}.{member}` out", help);
    }

    private bool MayBeLeftOut(string root, string member)
    {
        var schemas = root switch
        {
            Roots.Subject => _schema.Subjects,
            Roots.Resource => _schema.Resources,
            Roots.Action => _schema.Actions,
            _ => _schema.Context is { } context ? [context] : [],
        };
        var known = schemas.SelectMany(schema => schema.Attributes).Where(attribute => attribute.Member.Name == member).ToList();
        return known.Count == 0
            || known.Exists(attribute => attribute.Source != AttributeSource.Data && attribute.Default.IsMissing
                && !(attribute.Member.Required && _schema.Enforcement == SchemaEnforcement.Reject));
    }
}
