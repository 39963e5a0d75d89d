using McpGuard.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>What the application's own endpoint throws is the application's to handle; the record tells that the request failed.</summary>
internal sealed class EndpointExceptionTests
{
    private static readonly Exception[] _exceptions =
    [
        new InvalidOperationException("The endpoint failed."),
        new OperationCanceledException("The endpoint gave up."),
        new BadHttpRequestException("The endpoint wants less.", StatusCodes.Status413PayloadTooLarge),
        new McpGuardConfigurationException(["The endpoint has a setting of its own."]),
    ];

    [Test]
    public async Task Exception_of_the_endpoint_reaches_the_applications_handler(
        [ValueSource(nameof(_exceptions))] Exception thrown, [Values("POST", "GET", "DELETE")] string method)
    {
        Exception? handled = null;
        await using var server = await StartAsync(thrown, exception => handled = exception);

        var answer = await SendAsync(server, method);

        Assert.That(answer.Status, Is.EqualTo(StatusCodes.Status418ImATeapot));
        Assert.That(handled, Is.SameAs(thrown));
        await Eventually.IsTrueAsync(() => server.Audit.Records.Any(record => record.Event == AuditEvent.Outcome));
        Assert.That(server.Audit.Records.Select(record => (record.Event, record.Effect, record.Outcome)),
            Is.EqualTo(new[] { (AuditEvent.Decision, (AuditEffect?)AuditEffect.Allow, (AuditOutcome?)null), (AuditEvent.Outcome, null, AuditOutcome.Failed) }));
    }

    [Test]
    public async Task Failure_of_the_guard_is_handled_by_the_guard()
    {
        Exception? handled = null;
        await using var server = await StartAsync(new InvalidOperationException(), exception => handled = exception, new FailingValidator());

        var answer = await SendAsync(server, "POST");

        Assert.That((answer.Status, handled), Is.EqualTo((500, (Exception?)null)));
        Assert.That(server.Audit.Records.Single(), Has.Property("Reason").EqualTo(ReasonCode.InternalError));
    }

    private static Task<WireAnswer> SendAsync(GuardedWebServer server, string method) =>
        (method == "POST" ? new WireRequest() : new WireRequest((string?)null, method)).WithToken(server.NewToken().Build()).SendAsync(server);

    private static Task<GuardedWebServer> StartAsync(Exception thrown, Action<Exception> handled, ITokenValidator? validator = null) =>
        GuardedWebServer.StartAsync(
        server: builder =>
        {
            builder.WithHttpTransport(transport => transport.Stateless = false).Services.AddLogging().AddMetrics().AddProblemDetails();
            builder.Services.AddSingleton(new System.Diagnostics.DiagnosticListener("Microsoft.AspNetCore"));
            if (validator is not null)
                builder.Services.AddSingleton(validator);
        },
        map: app =>
        {
            app.UseExceptionHandler(handler => handler.Run(context =>
            {
                handled(context.Features.Get<IExceptionHandlerFeature>()!.Error);
                context.Response.StatusCode = StatusCodes.Status418ImATeapot;
                return Task.CompletedTask;
            }));
            app.UseRouting();
            var endpoints = app.MapMcp("/mcp");
            endpoints.Add(endpoint => endpoint.RequestDelegate = _ => Task.FromException(thrown));
            endpoints.RequireMcpGuard();
        });

    private sealed class FailingValidator : ITokenValidator
    {
        public ValueTask<TokenResult> ValidateAsync(PresentedToken token, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The validator failed.");
    }
}
