"""`fairlead bill` at real size: killed in the middle and started again, and started on two nodes at once."""

import subprocess

from harness.server import binary

ACCOUNTS = 10_000
KILLED_AFTER_PERCENT = (7, 40, 80)


def provider(server):
    """Accounts with two monthly services and a tax, written past the API: only the run is of interest here."""
    server.run("migrate")
    numbers = f"with recursive n (i) as (select 1 union all select i + 1 from n where i < {ACCOUNTS})"
    account = {
        "id": "i", "name": "'Customer ' || i", "account_type_id": "1", "account_status_id": "2", "bill_day": "1",
        "next_bill_date": "cast('2026-04-01' as date)" if server.database.name == "postgres" else "'2026-04-01'",
        "due_days": "10", "grace_days": "3", "months_to_bill": "1", "tax_exempt": "false", "print_invoice": "false",
        "separate_invoice_day_enabled": "false", "invoice_day": "1", "auto_pay_days": "0", "bill_mode": "'invoice'",
        "auto_pay_day": "'invoice'", "due_days_day": "'billing'", "switch_status_after_delinquency": "false",
        "days_of_delinquency_for_status_switch": "100", "balance_due": "0", "balance_total": "0", "available_funds": "0",
        "delinquent": "false", "created_at": "0", "updated_at": "0",
    }  # fmt: skip
    service = (
        "active, name, type, application, amount, billing_frequency_in_months, limit_adjustments, period_days, max_amount_per_period, "
        "data_service, technology_code, tax_exemption_amount, voice_service, unlimited_local_minutes, unlimited_long_distance_minutes, "
        "local_minutes_amount, long_distance_minutes_amount, local_prefixes"
    )
    rest = "1, false, 30, 0, false, 0, 0, false, false, false, 0, 0, '[]'"
    for sql in [
        f"insert into services ({service}) values (true, 'Internet', 'recurring', 'debit', 5995, {rest}), "
        f"(true, 'Router', 'recurring', 'debit', 799, {rest})",
        "insert into taxes (name, application, type, rate) values ('State', 'percentage', 'global', 5000000)",
        "insert into service_taxes (service_id, tax_id, position) select id, 1, 1 from services",
        f"insert into accounts ({', '.join(account)}) {numbers} select {', '.join(account.values())} from n",
        f"insert into account_services (account_id, service_id, quantity, number_of_times_billed, metadata, created_at) {numbers} "
        "select i, s.id, 1, 0, '{}', 0 from n cross join services s",
    ]:
        server.database.execute(sql)


def start(server):
    return subprocess.Popen(
        [binary(), "bill", "--date", "2026-04-01"],
        env=server.env(),
        cwd=server.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def kill_at(run, percent):
    """Reads what the run says until it is that far, then kills it as a power cut would."""
    for line in run.stdout:
        if "%" in line and int(line.split()[0]) >= percent:
            break
    run.kill()
    run.communicate()


def assert_billed_once(database):
    query = database.query
    assert query("select count(*) from invoices") == [(str(ACCOUNTS),)]
    assert query("select count(distinct account_id) from invoices") == [(str(ACCOUNTS),)]
    assert query("select count(*), sum(amount), sum(tax_amount) from debits") == [
        (str(2 * ACCOUNTS), str(6794 * ACCOUNTS), str((300 + 40) * ACCOUNTS))
    ]
    assert query("select count(*) from line_taxes") == [(str(2 * ACCOUNTS),)]
    assert query("select distinct next_bill_date, balance_due, balance_total, available_funds from accounts") == [("2026-05-01", "7134", "7134", "0")]
    assert query("select state, accounts, accounts_done, accounts_billed, accounts_failed, invoices, invoiced from billing_runs") == [
        ("done", str(ACCOUNTS), str(ACCOUNTS), str(ACCOUNTS), "0", str(ACCOUNTS), str(7134 * ACCOUNTS))
    ]
    database.assert_sound()


def test_a_run_that_is_killed_again_and_again_bills_everybody_once(make_server):
    server = make_server()
    provider(server)
    foretold = server.run("bill", "--date", "2026-04-01", "--dry-run").stdout
    assert f"{ACCOUNTS} accounts would be billed, {ACCOUNTS} invoices over 713400.00" in foretold, foretold
    assert server.database.query("select count(*) from debits") == [("0",)]
    for percent in KILLED_AFTER_PERCENT:
        kill_at(start(server), percent)
        billed = int(server.database.query("select count(*) from invoices")[0][0])
        assert 0 < billed < ACCOUNTS
        assert server.database.query("select count(*) from accounts where next_bill_date > '2026-04-01'") == [(str(billed),)]
    assert server.run("bill", "--date", "2026-04-01").stdout.rstrip().endswith(f"{ACCOUNTS} invoices over 713400.00")
    assert_billed_once(server.database)
    server.run("bill", "--date", "2026-04-01")
    assert_billed_once(server.database)


def test_two_nodes_that_start_the_same_run_bill_everybody_once(make_server):
    server = make_server()
    provider(server)
    nodes = [start(server), start(server)]
    for node in nodes:
        output, _ = node.communicate(timeout=300)
        assert node.returncode == 0, output
    assert_billed_once(server.database)
