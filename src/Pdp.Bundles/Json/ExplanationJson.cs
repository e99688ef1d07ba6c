using System.Runtime.CompilerServices;
using System.Text.Json;
using Pdp.Engine.Decisions;
using Pdp.Engine.Explanations;
using Pdp.Engine.Reports;

namespace Pdp.Bundles.Json;

/// <summary>Explanations as JSON.</summary>
internal static class ExplanationJson
{
    public static void Write(Utf8JsonWriter writer, Explanation explanation, IndexUse? use)
    {
        writer.WriteStartObject();
        AnswerJson.WriteMembers(writer, explanation.Decision);
        AnswerJson.WriteList(writer, "policies", explanation.Roots, WriteItem);
        AnswerJson.WriteList(writer, "shadowPolicies", explanation.Shadows, WriteItem);
        if (use is not null) IndexJson.Write(writer, use);
        writer.WriteEndObject();
    }

    private static void WriteItem(Utf8JsonWriter writer, ItemTrace item)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        writer.WriteStartObject();
        switch (item)
        {
            case PolicyTrace policy:
                WritePolicy(writer, policy);
                break;
            case RuleTrace rule:
                WriteRule(writer, rule);
                break;
        }

        writer.WriteEndObject();
    }

    private static void WritePolicy(Utf8JsonWriter writer, PolicyTrace policy)
    {
        writer.WriteString("policy", policy.Path);
        writer.WriteNumber("version", policy.Version);
        writer.WriteString("combining", Names.Of(policy.Combining));
        WriteOutcome(writer, policy);
        if (policy.Target is { } target) WriteExpression(writer, "target", target);
        AnswerJson.WriteList(writer, "variables", policy.Variables, static (to, variable) =>
        {
            to.WriteStartObject();
            to.WriteString("name", variable.Name);
            WriteExpression(to, "expression", variable.Expression);
            to.WriteEndObject();
        });
        AnswerJson.WriteList(writer, "rules", policy.Items, WriteItem);
    }

    private static void WriteRule(Utf8JsonWriter writer, RuleTrace rule)
    {
        writer.WriteString("rule", rule.Id);
        writer.WriteString("effect", Names.Of(rule.Effect));
        WriteOutcome(writer, rule);
        if (!rule.ActionMatches) writer.WriteBoolean("actionMatches", false);
        AnswerJson.WriteText(writer, "reason", rule.Reason);
        if (rule.When is { } when) WriteExpression(writer, "when", when);
    }

    private static void WriteOutcome(Utf8JsonWriter writer, ItemTrace item)
    {
        AnswerJson.WriteText(writer, "value", item.Value is { } value ? Names.Of(value) : "not-evaluated");
        if (item.Error is { } error)
        {
            writer.WritePropertyName("error");
            AnswerJson.WriteError(writer, error);
        }

        AnswerJson.WriteText(writer, "file", item.Location.File);
        AnswerJson.WriteText(writer, "pointer", item.Location.Pointer);
    }

    private static void WriteExpression(Utf8JsonWriter writer, string name, ExpressionTrace trace)
    {
        writer.WritePropertyName(name);
        WriteExpression(writer, trace);
    }

    private static void WriteExpression(Utf8JsonWriter writer, ExpressionTrace trace)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        writer.WriteStartObject();
        writer.WriteString("text", trace.Text);
        writer.WriteNumber("start", trace.Span.Start);
        writer.WriteNumber("length", trace.Span.Length);
        if (trace.Value.AsError is { } error)
        {
            writer.WriteString("error", error.Message);
        }
        else if (!trace.Value.IsMissing)
        {
            writer.WritePropertyName("value");
            ValueJson.Write(writer, trace.Value);
        }

        if (trace.Rounds > 1) writer.WriteNumber("rounds", trace.Rounds);
        AnswerJson.WriteList(writer, "children", trace.Children, WriteExpression);
        writer.WriteEndObject();
    }
}
