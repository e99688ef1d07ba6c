using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Pdp.Contracts.V1;
using Action = Pdp.Contracts.V1.Action;

namespace Pdp.LoadBenchmarks.Workloads;

/// <summary>Makes requests of twelve attributes, the same ones each time.</summary>
internal static class RequestMaker
{
    private const int Seed = 4096;

    private static readonly string[] Actions = ["view", "edit", "delete", "approve"];
    private static readonly string[][] Roles = [["employee"], ["employee", "manager"], ["contractor"], ["employee", "auditor", "manager"]];

    /// <summary>Makes them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="types">Of how many resource types.</param>
    /// <param name="departments">Of how many departments.</param>
    /// <param name="actions">For which actions; null: the usual four.</param>
    public static CheckRequest[] Make(int count, int types, int departments = 20, string[]? actions = null)
    {
        actions ??= Actions;
        var random = new Random(Seed);
        var requests = new CheckRequest[count];
        for (var i = 0; i < count; i++)
        {
            var subject = $"user-{Text(random.Next(100_000))}";
            var department = $"d{Text(random.Next(departments))}";
            var tenant = $"tenant-{Text(random.Next(50))}";
            requests[i] = new CheckRequest
            {
                Subject = new Subject
                {
                    Type = "user",
                    Id = subject,
                    Properties = Members(
                        ("tenant", Value.ForString(tenant)), ("department", Value.ForString(department)), ("clearance", Value.ForNumber(random.Next(6))),
                        ("roles", Value.ForList([.. Roles[random.Next(Roles.Length)].Select(Value.ForString)])), ("suspended", Value.ForBool(random.Next(20) == 0))),
                },
                Action = new Action { Name = actions[random.Next(actions.Length)] },
                Resource = new Resource
                {
                    Type = $"doc_{Text(random.Next(types))}",
                    Id = $"document-{Text(random.Next(1_000_000))}",
                    Properties = Members(
                        ("tenant", Value.ForString(random.Next(4) == 0 ? "tenant-x" : tenant)),
                        ("department", Value.ForString(random.Next(2) == 0 ? department : $"d{Text(random.Next(departments))}")),
                        ("owner", Value.ForString(random.Next(2) == 0 ? subject : "user-0")), ("classification", Value.ForNumber(random.Next(6))),
                        ("locked", Value.ForBool(random.Next(10) == 0))),
                },
                Context = Members(
                    ("ip", Value.ForString($"10.{Text(random.Next(3))}.{Text(random.Next(256))}.{Text(random.Next(256))}")), ("hour", Value.ForNumber(random.Next(24)))),
            };
        }

        return requests;
    }

    private static Struct Members(params (string Name, Value Value)[] members)
    {
        var message = new Struct();
        foreach (var (name, value) in members) message.Fields.Add(name, value);
        return message;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
