using Google.Protobuf.WellKnownTypes;
using Pdp.Contracts.V1;

namespace Pdp.LoadBenchmarks.Workloads;

/// <summary>What the rules of <see cref="PolicySets"/> come to, in plain code: an opinion that no engine has a part in.</summary>
internal static class Expectations
{
    public static bool Typed(CheckRequest request)
    {
        var (subject, resource, context) = (request.Subject.Properties, request.Resource.Properties, request.Context);
        var action = request.Action.Name;
        if (subject.Fields["suspended"].BoolValue) return false;
        if (action is "edit" or "delete")
        {
            if (resource.Fields["locked"].BoolValue) return false;
            if (Has(subject, "employee") && Text(resource, "owner") == request.Subject.Id) return true;
        }

        if (Text(subject, "tenant") != Text(resource, "tenant")) return false;
        if (action == "view" && Has(subject, "employee") && Text(subject, "department") == Text(resource, "department")
            && Number(subject, "clearance") >= Number(resource, "classification")) return true;
        return action != "delete" && Has(subject, "manager") && Text(context, "ip").StartsWith("10.0.", StringComparison.Ordinal)
            && Number(context, "hour") is >= 8 and < 18;
    }

    public static bool Flat(CheckRequest request) =>
        request.Action.Name == "view" && Has(request.Subject.Properties, "employee")
        && Text(request.Subject.Properties, "department") == Text(request.Resource.Properties, "department");

    private static bool Has(Struct subject, string role) => subject.Fields["roles"].ListValue.Values.Any(r => r.StringValue == role);

    private static string Text(Struct attributes, string name) => attributes.Fields[name].StringValue;

    private static double Number(Struct attributes, string name) => attributes.Fields[name].NumberValue;
}
