using System.Collections.Immutable;
using Pdp.Engine.Diagnostics;
using Pdp.Engine.Sources;

namespace Pdp.Engine.Compilation;

/// <summary>Reads one document: parses its expressions, resolves its references, and checks what needs no types.</summary>
internal sealed class DocumentReader(DocumentUnit document, PolicyVersions versions, int maxDepth, ParsedText.Table texts)
{
    private readonly DiagnosticBag _diagnostics = document.Diagnostics;
    private bool _namesActions;

    public void Read()
    {
        document.Policy = Policy(document.Source, null, 1);
        var sets = new HashSet<AttributeSet>(ReferenceEqualityComparer.Instance);
        foreach (var expression in document.Expressions) sets.Add(expression.Reads.Attributes);
        if (_namesActions) sets.Add(texts.ActionName);
        document.Reads = texts.Union(sets);
    }

    private PolicyUnit Policy(PolicySource source, VariableScope? outer, int depth)
    {
        var unit = new PolicyUnit(source, document, new VariableScope(outer));
        foreach (var variable in source.Variables) Variable(variable, unit.Scope);
        unit.Target = Expression(source.Target, unit.Scope);
        Items(unit, depth);
        Notices(source.Obligations, unit.Obligations, unit.Scope);
        Notices(source.Advice, unit.Advice, unit.Scope);
        return unit;
    }

    private void Items(PolicyUnit unit, int depth)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in unit.Source.Items)
        {
            if (item is not ReferenceSource && !ids.Add(item.Id))
            {
                _diagnostics.Error(
                    EngineDiagnosticCodes.DuplicateItem, item.Location, $"`{unit.Source.Id}` has two items with the id `{item.Id}`");
            }

            switch (item)
            {
                case RuleSource rule:
                    if (unit.Source.Combining == CombiningAlgorithm.OnlyOneApplicable)
                    {
                        _diagnostics.Error(
                            EngineDiagnosticCodes.RuleNotAllowed, item.Location,
                            $"`only-one-applicable` combines policies, and `{item.Id}` is a rule",
                            "put the rule into an inline policy whose target says when it applies");
                    }
                    else
                    {
                        unit.Items.Add(Rule(rule, unit.Scope));
                    }

                    break;
                case PolicySource when depth >= maxDepth:
                    _diagnostics.Error(
                        EngineDiagnosticCodes.TooDeep, item.Location, $"policies are nested more than {maxDepth} deep");
                    break;
                case PolicySource inline:
                    unit.Items.Add(Policy(inline, unit.Scope, depth + 1));
                    break;
                case ReferenceSource reference:
                    unit.Items.Add(new ReferenceUnit(reference, versions.Resolve(reference, _diagnostics)));
                    break;
            }
        }
    }

    private RuleUnit Rule(RuleSource source, VariableScope scope)
    {
        _namesActions |= source.Actions is not null;
        var unit = new RuleUnit(source) { When = Expression(source.When, scope) };
        Notices(source.Obligations, unit.Obligations, scope);
        Notices(source.Advice, unit.Advice, scope);
        if (source.Obligations.IsEmpty && source.Advice.IsEmpty) return unit;
        foreach (var notice in source.Obligations.Concat(source.Advice).Where(notice => notice.On is { } on && on != source.Effect))
        {
            _diagnostics.Warn(
                EngineDiagnosticCodes.NeverDue, notice.Location,
                $"`{notice.Id}` is never due: the rule `{source.Id}` cannot {(source.Effect == Effect.Permit ? "deny" : "permit")}");
        }

        return unit;
    }

    private void Variable(VariableSource source, VariableScope scope)
    {
        var expression = Expression(source.Expression, scope)!;
        var variable = new VariableUnit(Roots.Variables, source.Name, source.Expression.Location, expression, default)
        {
            Document = document,
        };
        if (scope.TryAdd(variable)) document.Variables.Add(variable);
        else
        {
            _diagnostics.Error(
                EngineDiagnosticCodes.DuplicateVariable, source.Expression.Location, $"variable `{source.Name}` is defined twice");
        }
    }

    private void Notices(ImmutableArray<NoticeSource> sources, List<NoticeUnit> into, VariableScope scope)
    {
        foreach (var source in sources)
        {
            var unit = new NoticeUnit(source) { When = Expression(source.When, scope) };
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var property in source.Properties)
            {
                if (names.Add(property.Name)) unit.Properties.Add((property.Name, Expression(property.Expression, scope)!));
                else
                {
                    _diagnostics.Error(
                        EngineDiagnosticCodes.DuplicateProperty, property.Expression.Location,
                        $"`{source.Id}` has the property `{property.Name}` twice");
                }
            }

            into.Add(unit);
        }
    }

    private ExpressionUnit? Expression(ExpressionSource? source, VariableScope scope)
    {
        if (source is null) return null;
        var unit = new ExpressionUnit(source, scope, _diagnostics, texts);
        document.Expressions.Add(unit);
        return unit;
    }
}
